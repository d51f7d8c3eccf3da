// Every state the widget can be in, and how a person gets there. Used by /gallery, and by the tests that go through it.

const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const until = async (found) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (found()) return found();
    await wait(20);
  }
  throw Error('the state did not come');
};

const tap = (root, selector) => root.querySelector(selector).click();
const write = (root, text) => {
  const field = root.querySelector('textarea');
  field.value = text;
  field.dispatchEvent(new Event('input'));
};
const say = (root, text) => {
  write(root, text);
  tap(root, '.field .send');
};
const answered = (root) => until(() => root.querySelectorAll('.talk .choices').length > 1);
const talked = async (root, text) => {
  say(root, text);
  await answered(root);
};

// name: what the server does ("answer", "foreign", "refuse", "hang", "forget", "end"), then what the person does.
export const STATES = {
  closed: ['answer', async () => {}],
  open: ['answer', async () => {}],
  draft: ['answer', async (root, words) => write(root, words.long)],
  waiting: ['hang', async (root, words) => say(root, words.short)],
  slow: ['hang', async (root, words) => { say(root, words.short); await until(() => root.querySelector('.talk > .small').textContent.match(/Still|Seguimos/)); }],
  answered: ['answer', async (root, words) => talked(root, words.short)],
  chosen: ['answer', async (root, words) => {
    await talked(root, words.short);
    [...root.querySelectorAll('.talk .choices')].pop().firstChild.click();
    await until(() => root.querySelectorAll('.talk .choices').length > 2);
  }],
  foreign: ['foreign', async (root) => { say(root, 'مساعدة'); await until(() => root.querySelector('[dir=rtl]')); }],
  failed: ['refuse', async (root, words) => { say(root, words.short); await until(() => root.querySelector('.failed')); }],
  forgotten: ['forget', async (root, words) => { say(root, words.short); await until(() => root.querySelector('.foot > .send')); }],
  ended: ['end', async (root, words) => { say(root, words.short); await until(() => root.querySelector('.foot > .send')); }],
  tapping: ['answer', async (root) => tap(root, '.tap')],
  device: ['answer', async (root) => { tap(root, '.tap ~ button'); await until(() => root.querySelector('.qr')); }],
};
