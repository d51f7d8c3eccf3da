// Leaving: nothing stays on the page, and Back does not come back to it.

const WINDOW_MS = 5000;
const FRAME_PATIENCE_MS = 300;

// Empties the whole page first, because the next one can take seconds to come, then replaces it in the history.
export const vanish = (to) => {
  document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body'));
  document.title = new URL(to).hostname;
  const here = () => location.replace(to);
  if (top === self) here();
  else {
    // A frame that may not move its page still leaves by itself.
    setTimeout(here, FRAME_PATIENCE_MS);
    try { top.location.replace(to); } catch (refused) { here(); }
  }
};

// Shift, not Escape: a fourth Escape would stop the next page from loading. Counted at the release, so that capitals don't.
export const watch = ({ pressed, hide, cover, back }) => {
  let presses = 0;
  let timer;
  const reset = () => { presses = 0; };
  const keyup = ({ key }) => {
    if (key !== 'Shift') return reset();
    clearTimeout(timer);
    timer = setTimeout(reset, WINDOW_MS);
    presses += 1;
    pressed(presses);
  };
  const shown = ({ persisted }) => { reset(); if (persisted) back(); };
  const covered = () => cover(document.hidden);
  const events = [[window, 'keyup', keyup], [window, 'pagehide', hide], [window, 'pageshow', shown], [document, 'visibilitychange', covered]];
  for (const [target, event, listener] of events) target.addEventListener(event, listener, true);
  return () => { for (const [target, event, listener] of events) target.removeEventListener(event, listener, true); };
};
