// Put on a page below the widget, it tells whoever looks after the page what works there. Not for visitors: take it out again.
// The server puts its words in, in the language asked for.
(() => {
  'use strict';

  const RECORDERS = {
    hj: 'Hotjar', FS: 'FullStory', clarity: 'Microsoft Clarity', posthog: 'PostHog', LogRocket: 'LogRocket', mouseflow: 'Mouseflow',
    smartlook: 'Smartlook', __lo_cs_added: 'Lucky Orange', _satellite: 'Adobe Experience Platform', heap: 'Heap', pendo: 'Pendo',
  };
  const words = JSON.parse('__WORDS__');
  const me = document.currentScript || document.querySelector('script[src*="/check-embed.js"]');
  const violations = [];
  addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective}: ${event.blockedURI}`));

  const finding = (state) => (name, ...facts) => [state, [words[name], ...facts].join(' ')];
  const good = finding('good');
  const look = finding('look');
  const change = finding('change');

  const tags = () => [...document.querySelectorAll('script')].filter((script) => /\/widget(\.[0-9a-f]+)?\.js/.test(script.src || script.dataset.src || script.dataset.rocketSrc || ''));
  const host = () => document.querySelector('help-chat');
  const serverOf = () => new URL((host() && host().dataset.server) || (tags()[0] && tags()[0].dataset.server) || (tags()[0] && tags()[0].src) || me.src, location.href).origin;

  const script = () => {
    const found = tags();
    if (!found.length) return change('no_tag');
    const held = found.find((tag) => tag.type && !/^(text\/javascript|application\/javascript|module)$/.test(tag.type));
    if (held) return change('held', held.type);
    return customElements.get('help-chat') ? good('ran') : change('did_not_run');
  };

  const button = () => {
    const root = host() && host().shadowRoot;
    const shown = root && root.querySelector('.launch:not([hidden]), .panel');
    if (!shown) return change('no_button');
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (over && over !== host()) return change('covered', `${over.tagName.toLowerCase()}${over.id ? `#${over.id}` : ''}`);
    if (getComputedStyle(shown).backgroundColor === 'rgba(0, 0, 0, 0)') return change('unstyled');
    return good('in_sight');
  };

  // Ends a session that does not exist: reaches the door, and opens none.
  const door = async () => {
    const server = serverOf();
    try {
      const answer = await fetch(`${server}/webhooks/chat/end`, { method: 'POST', body: '{"token":"none"}', headers: { 'Content-Type': 'text/plain' }, credentials: 'omit' });
      if (answer.status === 401) return good('reached');
      return change('not_let_in', location.origin, `(${answer.status})`);
    } catch (refused) {
      const policy = violations.find((violation) => violation.startsWith('connect-src'));
      if (policy) return change('blocked', 'connect-src', server);
      return change('unreachable', location.origin);
    }
  };

  const fallback = () => (host() && host().querySelector('a[href^="tel:"]') ? good('links') : look('no_links'));
  const frame = () => (self === top ? good('no_frame') : look('frame'));
  const recorders = () => {
    const found = Object.keys(RECORDERS).filter((name) => window[name]).map((name) => RECORDERS[name]);
    return found.length ? change('records', found.join(', ')) : good('no_recorder');
  };
  const phone = () => (document.querySelector('meta[name=viewport]') ? good('phone') : look('no_viewport'));
  const secure = () => (location.protocol === 'https:' ? good('encrypted') : change('not_encrypted'));
  const twice = () => (tags().length > 1 ? look('twice') : null);

  const show = (lines) => {
    const box = document.createElement('section');
    const title = document.createElement('h2');
    title.textContent = words.heading;
    const list = document.createElement('ul');
    for (const [state, text] of lines) {
      const line = document.createElement('li');
      line.textContent = `${words[state]}: ${text}`;
      line.dataset.state = state;
      list.append(line);
    }
    box.id = 'handrail-check';
    box.lang = words.lang;
    box.tabIndex = 0;
    box.setAttribute('aria-label', words.heading);
    box.append(title, list);
    const style = { position: 'fixed', inset: '1em auto auto 1em', 'max-width': 'min(34em, 100% - 2em)', 'max-height': '75vh', overflow: 'auto', 'overflow-wrap': 'anywhere', 'box-sizing': 'border-box', 'z-index': '2147483646', padding: '1em', background: '#fff', color: '#111', border: '3px solid #17524d', font: '16px/1.5 system-ui, sans-serif' };
    for (const [name, value] of Object.entries(style)) box.style.setProperty(name, value);
    document.body.append(box);
  };

  const run = async () => show([script(), button(), await door(), fallback(), frame(), recorders(), phone(), secure(), twice()].filter(Boolean));
  if (document.readyState === 'complete') run();
  else addEventListener('load', () => setTimeout(run, 300));
})();
