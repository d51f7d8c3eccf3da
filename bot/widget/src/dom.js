// Building nodes. Words reach the page as text only: nothing here can make HTML of a string.

export const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
};

export const button = (name, label, click, props) => el('button', { class: name, type: 'button', on: { click }, ...props }, label);

export const drawing = (size, path, props) => {
  const [svg, line] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, ...props })) if (value) svg.setAttribute(name, value);
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};

// Links come from the server and from a page's settings; only these may ever be opened from a page of ours.
export const isSafe = (href) => /^(https:\/\/|(tel|sms):[+\d])\S+$/.test(href);

// The attributes of words in a language; a card of data/languages may be written from right to left.
export const written = (lang) => ({ lang, dir: /^(ar|fa|ur)/.test(lang) && 'rtl' });

export const is = (query) => matchMedia(query).matches;
