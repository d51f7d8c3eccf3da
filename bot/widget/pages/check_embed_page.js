// The page /check-embed: this server's address in the code to copy, and what a site's policy lets through.
// The server puts its words in, in the language asked for.

const NEEDS = { 'script-src-elem': ['may_load', 'may_not_load'], 'connect-src': ['may_talk', 'may_not_talk'] };
const FALLS_BACK_TO = { 'script-src-elem': ['script-src', 'default-src'], 'connect-src': ['default-src'] };
const here = location.origin;
const words = JSON.parse('__WORDS__');

for (const code of document.querySelectorAll('code')) code.textContent = code.textContent.replaceAll('https://HELP', here);

document.querySelector('#copy').addEventListener('click', async () => {
  const snippet = document.querySelector('#snippet');
  const said = document.querySelector('#copied');
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    said.textContent = words.copied;
  } catch (refused) {
    getSelection().selectAllChildren(snippet);
    said.textContent = words.selected;
  }
});

const directives = (policy) => new Map(policy.replace(/^\s*content-security-policy\s*:/i, '').split(';')
  .map((part) => part.trim().split(/\s+/)).filter(([name]) => name).map(([name, ...sources]) => [name.toLowerCase(), sources]));

// Whether a source is this server: with or without its scheme, by a path, or by a pattern such as *.example.org.
const names = (source) => {
  const [, scheme, host] = /^(?:([a-z]+:)\/\/)?([^/]+)/.exec(source) || [];
  if (scheme && scheme !== location.protocol) return false;
  return host === location.host || (/^\*\./.test(host) && location.host.endsWith(host.slice(1)));
};

// Whether a list of sources lets this server through; null where only the browser can tell (nonces, hashes).
const lets = (sources) => {
  // With 'strict-dynamic' a browser passes over every address in the list.
  if (sources.includes("'strict-dynamic'")) return null;
  if (sources.some((source) => ['*', location.protocol].includes(source) || names(source))) return true;
  return sources.some((source) => /^'(nonce|sha\d+)-/.test(source)) ? null : false;
};

const verdict = (state, name, ...facts) => [`${words[state]}:`, words[name], ...facts].join(' ');

const verdicts = (policy) => {
  const found = directives(policy);
  const lines = Object.entries(NEEDS).map(([name, [may, mayNot]]) => {
    const used = [name, ...FALLS_BACK_TO[name]].find((one) => found.has(one));
    const allowed = used ? lets(found.get(used)) : true;
    if (allowed) return verdict('good', may);
    const asked = name.replace('-elem', '');
    return allowed === null ? verdict('look', 'nonces', asked, here) : verdict('change', mayNot, asked, here);
  });
  if (found.has('sandbox')) lines.push(verdict('change', 'sandbox'));
  return [...lines, verdict('good', 'needs_nothing')];
};

document.querySelector('#policy').addEventListener('input', ({ target }) => {
  const said = target.value.trim() ? verdicts(target.value) : [];
  document.querySelector('#verdict').replaceChildren(...said.map((text) => {
    const line = document.createElement('li');
    line.textContent = text;
    return line;
  }));
});
