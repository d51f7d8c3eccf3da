// The page /check-embed: this server's address in the code to copy, and what a site's policy lets through.

const NEEDS = { 'script-src-elem': 'load the script', 'connect-src': 'talk to the chat' };
const FALLS_BACK_TO = { 'script-src-elem': ['script-src', 'default-src'], 'connect-src': ['default-src'] };
const here = location.origin;

for (const code of document.querySelectorAll('code')) code.textContent = code.textContent.replaceAll('https://HELP', here);

document.querySelector('#copy').addEventListener('click', async () => {
  const snippet = document.querySelector('#snippet');
  const said = document.querySelector('#copied');
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    said.textContent = 'Copied.';
  } catch (refused) {
    getSelection().selectAllChildren(snippet);
    said.textContent = 'Selected. Press Ctrl and C.';
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

const verdicts = (policy) => {
  const found = directives(policy);
  const lines = Object.entries(NEEDS).map(([name, purpose]) => {
    const used = [name, ...FALLS_BACK_TO[name]].find((one) => found.has(one));
    const allowed = used ? lets(found.get(used)) : true;
    if (allowed) return `Good: the page may ${purpose}.`;
    const asked = name.replace('-elem', '');
    if (allowed === null) return `Look closer: ${used} uses nonces or hashes. Give the tag your nonce, or add ${here} to ${asked}.`;
    return `Change: the page may not ${purpose}. Add ${here} to ${asked}.`;
  });
  if (found.has('sandbox')) lines.push('Change: sandbox may keep the chat from leaving the page. Link to the help page instead.');
  return [...lines, 'Good: styles and Trusted Types need nothing, whatever the policy says of them.'];
};

document.querySelector('#policy').addEventListener('input', ({ target }) => {
  const said = target.value.trim() ? verdicts(target.value) : [];
  document.querySelector('#verdict').replaceChildren(...said.map((text) => {
    const line = document.createElement('li');
    line.textContent = text;
    return line;
  }));
});
