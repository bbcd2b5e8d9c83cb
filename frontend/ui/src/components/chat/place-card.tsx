/** A place with a drawn map (no tiles are fetched) and a link to a real one. */
import { MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Place } from './bubble-view';

export function PlaceCard({ place }: { place: Place }) {
  const { t } = useTranslation('chat');
  const { latitude, longitude, name, address } = place;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <a
      href={map}
      target="_blank"
      rel="noreferrer"
      className="m-1 mb-0 block overflow-hidden rounded-md bg-fg/5"
    >
      <span className="relative block h-28 bg-ok-soft">
        <svg
          viewBox="0 0 300 112"
          preserveAspectRatio="xMidYMid slice"
          aria-hidden="true"
          className="size-full"
        >
          <path d="M-10 84 120 40l70 22L310 8" className="fill-none stroke-surface" strokeWidth="12" />
          <path
            d="M60-10 96 48l-18 74M210-10l-14 70 40 62M-10 22l90-16"
            className="fill-none stroke-surface"
            strokeWidth="6"
          />
          <path
            d="M224 66h58v40h-58zM118 74h48v34h-48zM14 94h38v20H14zM120 6h60v24h-60z"
            className="fill-fg/6"
          />
        </svg>
        <MapPin
          aria-hidden
          className="-translate-x-1/2 -translate-y-full absolute top-1/2 left-1/2 size-9 fill-danger text-surface"
          strokeWidth={1.5}
        />
      </span>
      <span className="block px-2.5 py-2">
        <span className="block font-medium">{name ?? t('kind.location')}</span>
        {address && <span className="block text-xs opacity-80">{address}</span>}
        <span className="sr-only">{t('openMap')}</span>
      </span>
    </a>
  );
}
