/** One tab of the browser leads: the one that had the focus last, or any other once that one is closed. */

const LOCK = 'prosa.sync';

/**
 * Take part in the election until `signal` aborts. `onChange` says whether this tab leads now.
 * Returns a function that claims the lead, for when the tab gets the focus. Without Web Locks every tab leads.
 */
export function joinElection(onChange: (leads: boolean) => void, signal: AbortSignal): () => void {
  if (!navigator.locks) {
    onChange(true);
    return () => {};
  }
  let leads = false;

  const hold = () =>
    new Promise<void>((release) => {
      leads = true;
      onChange(true);
      signal.addEventListener('abort', () => release(), { once: true });
    });

  const lose = () => {
    if (!leads) return;
    leads = false;
    onChange(false);
  };

  // A tab has one request at a time: the one that waits is withdrawn before the lock is taken by force.
  let waiting = new AbortController();

  const queue = () => {
    waiting = new AbortController();
    signal.addEventListener('abort', () => waiting.abort(), { signal: waiting.signal });
    navigator.locks.request(LOCK, { signal: waiting.signal }, hold).then(lose, backInLine(waiting));
  };

  const claim = () => {
    if (leads || signal.aborted) return;
    waiting.abort();
    navigator.locks.request(LOCK, { steal: true }, hold).then(lose, backInLine(null));
  };

  /** The request ended by force: another tab has the focus now, unless this one withdrew it itself. */
  const backInLine = (withdrawn: AbortController | null) => () => {
    lose();
    if (!signal.aborted && !withdrawn?.signal.aborted) queue();
  };

  queue();
  return claim;
}
