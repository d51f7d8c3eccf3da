// Put on a page below the widget, it tells whoever looks after the page what works there. Not for visitors: take it out again.
(() => {
  'use strict';

  const RECORDERS = {
    hj: 'Hotjar', FS: 'FullStory', clarity: 'Microsoft Clarity', posthog: 'PostHog', LogRocket: 'LogRocket', mouseflow: 'Mouseflow',
    smartlook: 'Smartlook', __lo_cs_added: 'Lucky Orange', _satellite: 'Adobe Experience Platform', heap: 'Heap', pendo: 'Pendo',
  };
  const me = document.currentScript || document.querySelector('script[src*="/check-embed.js"]');
  const violations = [];
  addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective}: ${event.blockedURI}`));

  const good = (text) => ['Good', text];
  const look = (text) => ['Look', text];
  const change = (text) => ['Change', text];

  const tags = () => [...document.querySelectorAll('script')].filter((script) => /\/widget(\.[0-9a-f]+)?\.js/.test(script.src || script.dataset.src || script.dataset.rocketSrc || ''));
  const host = () => document.querySelector('help-chat');
  const serverOf = () => new URL((host() && host().dataset.server) || (tags()[0] && tags()[0].dataset.server) || (tags()[0] && tags()[0].src) || me.src, location.href).origin;

  const script = () => {
    const found = tags();
    if (!found.length) return change('There is no script tag of the widget on this page. Put the code of step 1 in.');
    const held = found.find((tag) => tag.type && !/^(text\/javascript|application\/javascript|module)$/.test(tag.type));
    if (held) return change(`An optimizer holds the script back (type="${held.type}"). Leave widget.js out of its list.`);
    return customElements.get('help-chat') ? good('The script ran.') : change('The script is on the page but did not run. The browser\'s console says why; step 2 may help.');
  };

  const button = () => {
    const root = host() && host().shadowRoot;
    const shown = root && root.querySelector('.launch:not([hidden]), .panel');
    if (!shown) return change('The button of the chat is not there.');
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (over && over !== host()) return change(`Something lies over the button: ${over.tagName.toLowerCase()}${over.id ? `#${over.id}` : ''}.`);
    if (getComputedStyle(shown).backgroundColor === 'rgba(0, 0, 0, 0)') return change('The button has no style. Is the browser older than 2021?');
    return good('The button is in sight and nothing covers it.');
  };

  // Ends a session that does not exist: reaches the door, and opens none.
  const door = async () => {
    const server = serverOf();
    try {
      const answer = await fetch(`${server}/webhooks/chat/end`, { method: 'POST', body: '{"token":"none"}', headers: { 'Content-Type': 'text/plain' }, credentials: 'omit' });
      if (answer.status === 401) return good('The chat can be reached from here.');
      return change(`The chat answers, but not to this site (${answer.status}). Ask whoever runs it to let ${location.origin} in.`);
    } catch (refused) {
      const policy = violations.find((violation) => violation.startsWith('connect-src'));
      if (policy) return change(`Your policy blocks the chat. Add ${server} to connect-src.`);
      return change(`The chat cannot be reached. Either it is down, or it does not know this site: ask whoever runs it to let ${location.origin} in.`);
    }
  };

  const fallback = () => (host() && host().querySelector('a[href^="tel:"]')
    ? good('There are links inside the tag for when scripts are blocked.')
    : look('There is nothing inside the tag for when scripts are blocked. Copy the whole code of step 1.'));
  const frame = () => (self === top ? good('The page is not inside a frame: Leave now leaves all of it.')
    : look('The page is inside a frame. Try Leave now: where it leaves only the frame, link to the help page instead.'));
  const recorders = () => {
    const found = Object.keys(RECORDERS).filter((name) => window[name]).map((name) => RECORDERS[name]);
    return found.length ? change(`This page may record what visitors do (${found.join(', ')}). Leave this page out of it, or link to the help page.`)
      : good('No tool known to record screens was found. There may be others.');
  };
  const phone = () => (document.querySelector('meta[name=viewport]') ? good('The page is laid out for phones.') : look('The page has no viewport tag, so the chat will be small on phones.'));
  const secure = () => (location.protocol === 'https:' ? good('The page is encrypted.') : change('The page is not encrypted (http): others on the network can read and change it.'));
  const twice = () => (tags().length > 1 ? look('The script is on this page more than once. That does no harm.') : null);

  const show = (lines) => {
    const box = document.createElement('section');
    const title = document.createElement('h2');
    title.textContent = 'Handrail: what works on this page';
    const list = document.createElement('ul');
    for (const [state, text] of lines) {
      const line = document.createElement('li');
      line.textContent = `${state}: ${text}`;
      line.dataset.state = state;
      list.append(line);
    }
    box.id = 'handrail-check';
    box.append(title, list);
    const style = { position: 'fixed', inset: '1em auto auto 1em', 'max-width': '32em', 'max-height': '70vh', overflow: 'auto', 'z-index': '2147483646', padding: '1em', background: '#fff', color: '#111', border: '3px solid #17524d', font: '16px/1.5 system-ui, sans-serif' };
    for (const [name, value] of Object.entries(style)) box.style.setProperty(name, value);
    document.body.append(box);
  };

  const run = async () => show([script(), button(), await door(), fallback(), frame(), recorders(), phone(), secure(), twice()].filter(Boolean));
  if (document.readyState === 'complete') run();
  else addEventListener('load', () => setTimeout(run, 300));
})();
