// Talking to the door (contract, section 3). One request a turn, one at a time, in no one's storage.

const GIVE_UP_MS = 12000;
const SLOW_MS = 4000;

// crypto.randomUUID is missing on plain http and before Safari 15.4.
const turnId = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

const list = (found) => (Array.isArray(found) ? found.filter((item) => item && typeof item === 'object') : []);

// What came over the wire, in the shape that the rest relies on. No message at all is a failure.
const read = (body) => {
  const messages = list(body.messages).map(({ text, lang, services, buttons }) => ({
    text, lang, buttons: list(buttons), services: list(services).map(({ name, ways }) => ({ name, ways: list(ways) })),
  }));
  if (!messages.length) throw Error('empty');
  return { messages, ended: body.ended === true };
};

// The door of `server`: ask, end, and the code for another device.
export const doorOf = (server) => {
  let token, abort;

  // Plain text with the token inside needs no preflight, so that a turn is one request on a school's page too.
  const fetched = (path, options) => fetch(server + path, { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', ...options });
  const post = (path, body, options) => fetched(`/webhooks/chat/${path}`, { method: 'POST', body: JSON.stringify({ ...body, token }), ...options });

  return {
    // A turn to be sent: its id is made once, so that sending it again never says it twice.
    turn: (what) => ({ ...what, turn: turnId() }),

    // The answer to a turn; the first one opens the session too. Rejects when refused, broken, offline or 12 s late.
    ask: async (turn, slow) => {
      const mine = (abort = new AbortController());
      const stop = () => mine.abort();
      const timers = [setTimeout(slow, SLOW_MS), setTimeout(stop, GIVE_UP_MS)];
      addEventListener('offline', stop);
      try {
        const response = await post(token ? 'message' : 'session', turn, { signal: mine.signal });
        if (response.status === 401) return { over: true, messages: [] };
        if (!response.ok) throw Error();
        const body = await response.json();
        const answer = read(body);
        if (mine === abort) token = token || body.token;
        return answer;
      } finally {
        timers.forEach(clearTimeout);
        removeEventListener('offline', stop);
      }
    },

    code: async () => (await fetched(`/widget/qr-${server.split(':')[0]}.json`)).json(),

    // Ends the session on the server and here. What was on its way is dropped.
    end: () => {
      if (abort) abort.abort();
      if (token) post('end', {}, { keepalive: true }).catch(() => {});
      abort = token = undefined;
    },
  };
};
