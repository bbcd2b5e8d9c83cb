/* Sets the stored or the system's theme before the first paint. A file of its own, so that no inline script is needed. */
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem('prosa.theme');
  } catch {
    /* Storage may be forbidden; the system's theme is used then. */
  }
  const dark = stored ? stored === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
