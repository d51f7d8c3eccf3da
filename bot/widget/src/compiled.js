// Words, people who answer and the opening, of data/ and words.yml. scripts/build_widget puts them in here, so that
// help shows when the server is gone.
export const { words: WORDS, people: PEOPLE, opening: OPENING, taps: TAPS } = JSON.parse('__COMPILED__');
