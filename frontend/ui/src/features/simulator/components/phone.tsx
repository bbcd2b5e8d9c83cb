/** The frame of a phone on wide windows; on a phone the window itself is the screen. */
import { useState } from 'react';
import type { Line } from '../api/simulator-client';
import { PhoneChat } from './phone-chat';
import { PhoneStatusBar } from './phone-status-bar';

export function Phone({ line, business }: { line: Line | null; business: string }) {
  const [screen, setScreen] = useState<HTMLDivElement | null>(null);
  return (
    <div className="size-full md:h-full md:max-h-[54rem] md:w-[25.5rem] md:rounded-[2.75rem] md:bg-phone md:p-2.5 md:shadow-2">
      <div
        ref={setScreen}
        className="relative flex size-full flex-col overflow-hidden bg-phone-bar md:rounded-[2.25rem]"
      >
        <PhoneStatusBar />
        {line && <PhoneChat line={line} business={business} screen={screen} />}
      </div>
    </div>
  );
}
