// Elements, calls and downloads. Every word from the server becomes text, never markup.

const KEY = 'console-key'

/** An element: h('p.note', {id: 'x', onclick}, 'words', child). */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split('.')
  const element = document.createElement(tag)
  if (classes.length) element.className = classes.join(' ')
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else if (key in element && key !== 'list' && key !== 'form') element[key] = value
    else element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false && c !== ''))
  return element
}

export const button = (words, onclick, props = {}) => h('button', { type: 'button', onclick, ...props }, words)

/** The one thing to do next on a page. */
export const primary = (words, onclick) => button(words, onclick, { className: 'primary' })

export const labelled = (words, control) => h('label.field', {}, h('span', {}, words), control)

export const select = (options, value, onchange, props = {}) =>
  h('select', { onchange: (event) => onchange(event.target.value), ...props },
    options.map((o) => h('option', { value: o.value ?? o, selected: (o.value ?? o) === value }, o.label ?? o)))

/** A table: head is a list of words, rows are lists of cells. */
export const table = (caption, head, rows) =>
  h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, head.map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell)))))))

let fading

/** The words in the status line, which screen readers say. */
export function say(words, wrong = false) {
  clearTimeout(fading)
  if (words && !wrong) fading = setTimeout(() => say(''), 8000)
  const line = document.getElementById('status')
  line.textContent = words
  line.classList.toggle('wrong', wrong)
}

export function takeKey() {
  const given = document.documentElement.dataset.key
  if (given) {
    sessionStorage.setItem(KEY, given)
    document.documentElement.dataset.key = ''
    history.replaceState(null, '', location.pathname + location.hash)
  }
  return sessionStorage.getItem(KEY)
}

export const dropKey = () => sessionStorage.removeItem(KEY)

const headers = () => ({ 'Content-Type': 'application/json', Authorization: `Bearer ${sessionStorage.getItem(KEY)}` })

/** Calls the console; throws an Error with a sentence for the counselor. */
export async function api(name, body = {}) {
  let answer
  try {
    answer = await fetch(`/api/${name}`, { method: 'POST', headers: headers(), body: JSON.stringify(body) })
  } catch {
    throw new Error('The console does not answer. Is `handrail serve --console` still running?')
  }
  if (answer.status === 204) return null
  const found = await answer.json()
  if (!answer.ok) throw new Error(found.message)
  return found
}

/** A picture from the console, as an element. Parsed as a document of its own, where nothing in it can run. */
export function drawing(name, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/${name}`)
    for (const [key, value] of Object.entries(headers())) request.setRequestHeader(key, value)
    request.responseType = 'document'
    request.onload = () => request.status === 200 && request.responseXML
      ? resolve(document.importNode(request.responseXML.documentElement, true))
      : reject(new Error('There is no such picture.'))
    request.onerror = () => reject(new Error('The console does not answer.'))
    request.send(JSON.stringify(body))
  })
}

/** Runs an action and says what went wrong instead of failing silently. */
export const guarded = (action) => async (...args) => {
  try {
    return await action(...args)
  } catch (error) {
    say(error.message, true)
    return undefined
  }
}

export function download(name, text, type = 'text/plain') {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = h('a', { href: url, download: name })
  document.body.append(link)
  link.click()
  link.remove()
  URL.revokeObjectURL(url)
  say(`Downloaded ${name}.`)
}

/** A cell that no spreadsheet runs as a formula. */
const cell = (value) => {
  const text = Array.isArray(value) ? value.join(' | ') : String(value ?? '')
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

export const asCsv = (columns, rows) =>
  [columns, ...rows.map((row) => columns.map((c) => row[c]))].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n'

export const count = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`

export const words = (name) => String(name).replaceAll('_', ' ')

/** Whether a text holds what was searched for; `threat money` finds threat_money. */
export const holds = (text, find) => words(text).toLowerCase().includes(words(find).trim().toLowerCase())

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean))
  return element
}

export function later(action, wait = 350) {
  let timer
  return (...args) => {
    clearTimeout(timer)
    timer = setTimeout(() => action(...args), wait)
  }
}
