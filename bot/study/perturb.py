"""Other ways the same person could have typed the same message, in the manner of CheckList.

Each kind takes a message and a random source seeded by the message, so that every run gives the same text. What it
gives back must lead where the message leads. A kind that finds nothing to change gives the message back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
_VOWELS = "aeiou"
_LONG_ENOUGH = 4  # letters; shorter words become other words when mistyped
_EN_CHAT = {"you": "u", "are": "r", "because": "bc", "to": "2", "for": "4", "please": "pls", "people": "ppl", "your": "ur",
            "about": "abt", "with": "w", "something": "smth", "someone": "sum1", "right": "rn", "dont": "dnt", "and": "n",
            "pictures": "pix", "picture": "pic", "know": "kno", "what": "wat", "why": "y", "going": "goin"}  # fmt: skip
_ES_CHAT = {"que": "q", "porque": "pq", "por": "x", "para": "pa", "de": "d", "te": "t", "estoy": "toy", "también": "tmb", "mensaje": "msj", "no": "nop"}  # fmt: skip
_PLATFORMS = ("snapchat", "instagram", "tiktok", "discord", "whatsapp", "telegram")
_PLATFORM = re.compile(r"\b(?:snapchat|snap|instagram|insta|ig|tiktok|discord|whatsapp|telegram|twitter)\b", re.I)
_GENDER = {
    "en": ("he she", "him her", "his her", "hes shes", "he's she's", "himself herself", "boyfriend girlfriend", "bf gf",
           "guy girl", "man woman", "boy girl", "dude chick", "brother sister", "dad mom", "stepdad stepmom", "uncle aunt"),
    "es": ("el ella", "él ella", "novio novia", "chico chica", "hombre mujer", "hermano hermana", "papá mamá", "tío tía"),
}  # fmt: skip
_NAMED = re.compile(r"\b((?:a|this|some) (?:guy|man|girl|boy|dude)|my (?:ex|friend|cousin|boyfriend|girlfriend)|(?:un|una|este|esta) (?:chico|chica|tipo|hombre)|mi (?:ex|amigo|amiga|novio|novia))\b", re.I)  # fmt: skip
_NAMES = {"en": ("kai", "Jordan", "marcus", "Lena", "dev"), "es": ("luis", "Karla", "toño", "Mari")}
_CHATTER = {
    "before": {
        "en": ("hey um so ", "ok so idk how to say this but ", "hi i never did this before. ", "sorry its late. "),
        "es": ("hola este ", "oye no se como decirlo pero ", "perdon la hora. ", "bueno pues "),
    },
    "after": {
        "en": (" idk", " anyway thats it i guess", " sorry for the long text", " does that make sense"),
        "es": (" no se", " bueno eso es todo", " perdon por escribir tanto", " si me entiendes"),
    },
    "polite": {
        "en": ("please can you help me, {}", "{}. thank you so much", "sorry to bother you but {}", "{} please"),
        "es": ("por favor me puedes ayudar, {}", "{}. muchas gracias", "perdon la molestia pero {}", "{} por favor"),
    },
}
# Everyday talk that means nothing here, about 150 characters each: the first four before a message, the rest after it.
# Of half of it the reading of long messages was chosen, and the other half, written later, changed twice as many routes.
_NOISE = {
    "en": (
        "ok so first of all this week has been long, my little cousins are staying over and they keep touching my stuff, and my phone is at like nine percent, ",
        "we had a pep rally today and i sat with the band kids, then my mom made tacos and i spilled salsa on my hoodie which is whatever. ",
        "so today was kind of a normal day, we had practice after school and then i got home and ate cereal and watched a show with the dog on the couch. ",
        "the bus was late again and it was raining so everybody was loud, then in third period we had a sub and we just did a worksheet about volcanoes. ",
        " also i have a dentist thing monday and my brother wont stop singing, the new season comes out friday so thats something to look forward to i guess",
        " anyway i should do my chem homework, its like twelve problems, and grandma wants me to call her before eight so ill probably do that after dinner",
        " also the wifi in my room is slow and i still have a worksheet due tomorrow, then dinner is in like ten minutes i think its rice and chicken again",
        " anyway its almost the weekend and we are supposed to clean the garage, my headphones are charging and the neighbors are mowing the lawn right now",
    ),
    "es": (
        "bueno esta semana ha estado larga, mis primitos se estan quedando en la casa y agarran todas mis cosas, ademas mi cel tiene nueve por ciento, ",
        "hoy hubo honores a la bandera y hacia un calor horrible, luego mi ma hizo tacos y me tire la salsa en la sudadera, equis. ",
        "hoy fue un dia normal, tuvimos entrenamiento despues de la escuela y luego llegue a la casa y comi cereal y vi una serie con el perro en el sillon. ",
        "el camion llego tarde otra vez y estaba lloviendo, luego en la tercera clase hubo suplente y nada mas hicimos una hoja de los volcanes y ya. ",
        " tambien el lunes tengo dentista y mi hermano no deja de cantar, el viernes sale la nueva temporada asi que ya es algo",
        " en fin debo hacer la tarea de quimica, son como doce problemas, y mi abuelita quiere que le marque antes de las ocho",
        " tambien el internet de mi cuarto esta lento y tengo una tarea para mañana, la cena es como en diez minutos creo que es arroz con pollo otra vez",
        " bueno ya casi es fin de semana y nos toca limpiar el patio, mis audifonos se estan cargando y los vecinos estan cortando el pasto ahorita",
    ),
}
_BEFORE = 4


class Kind(NamedTuple):
    """A way to perturb a message: (text, language, random source) -> text."""

    name: str
    change: Callable[[str, str, Random], str]


def _some_words(text: str, rng: Random, change: Callable[[str], str], share: float = 0.2) -> str:
    """The text with `change` done to one longer word in five, at least one."""
    spots = [m for m in _WORD.finditer(text) if len(m.group()) >= _LONG_ENOUGH]
    chosen = rng.sample(spots, min(len(spots), max(1, round(len(spots) * share))))
    for m in sorted(chosen, key=lambda m: -m.start()):
        text = text[: m.start()] + change(m.group()) + text[m.end() :]
    return text


def _swapped(word: str, rng: Random) -> str:
    i = rng.randrange(1, len(word) - 2)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _dropped(word: str, rng: Random) -> str:
    i = rng.randrange(1, len(word) - 1)
    return word[:i] + word[i + 1 :]


def _slipped(word: str, rng: Random) -> str:
    """One letter hit on the key beside it."""
    i = rng.randrange(1, len(word))
    row = next((r for r in _KEYBOARD if word[i].lower() in r), "")
    at = row.find(word[i].lower())
    beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    return word[:i] + (rng.choice(beside) if beside else word[i]) + word[i + 1 :]


def _stretched(word: str, rng: Random) -> str:
    spots = [i for i, letter in enumerate(word) if letter.lower() in _VOWELS]
    i = spots[-1] if spots else len(word) - 1
    return word[:i] + word[i] * rng.randrange(3, 6) + word[i + 1 :]


def _doubled(word: str, rng: Random) -> str:
    i = rng.randrange(1, len(word))
    return word[:i] + word[i] + word[i:]


def _leet(word: str) -> str:
    return "".join(_LEET.get(letter, letter) for letter in word.lower())


def _starred(word: str, rng: Random) -> str:
    """A vowel hidden behind a star, as people do to get past filters."""
    spots = [i for i, letter in enumerate(word) if letter in _VOWELS and i]
    i = rng.choice(spots) if spots else 1
    return word[:i] + "*" + word[i + 1 :]


def _words_swapped(text: str, swaps: Mapping[str, str]) -> str:
    return re.sub(r"[\w']+", lambda m: swaps.get(m.group().lower(), m.group()), text)


def _gender(text: str, lang: str, rng: Random) -> str:
    pairs = [pair.split() for pair in _GENDER[lang]]
    back = {b: a for a, b in reversed(pairs)}
    return _words_swapped(text, {**back, **dict(pairs)})


def _platform(text: str, lang: str, rng: Random) -> str:
    def other(m: re.Match[str]) -> str:
        return rng.choice([p for p in _PLATFORMS if m.group().lower() not in p])

    return _PLATFORM.sub(other, text)


def _name(text: str, lang: str, rng: Random) -> str:
    return _NAMED.sub(lambda m: f"{m.group()} {rng.choice(_NAMES[lang])}", text, count=1)


def _lost_space(text: str, rng: Random) -> str:
    """One space lost: the thumb slips."""
    spots = [i for i, letter in enumerate(text) if letter == " "]
    i = rng.choice(spots) if spots else len(text)
    return text[:i] + text[i + 1 :]


def _split_word(word: str, rng: Random) -> str:
    i = rng.randrange(2, len(word) - 1)
    return f"{word[:i]} {word[i:]}"


def _noise(text: str, lang: str, rng: Random) -> str:
    """300 characters of everyday talk around the message."""
    parts = _NOISE[lang]
    return rng.choice(parts[:_BEFORE]) + text + rng.choice(parts[_BEFORE:])


def _noise_before(text: str, lang: str, rng: Random) -> str:
    return "".join(rng.sample(_NOISE[lang][:_BEFORE], 2)) + text


def _chatter(where: str, form: str) -> Callable[[str, str, Random], str]:
    return lambda text, lang, rng: form.format(rng.choice(_CHATTER[where][lang]), text)


def _each(change: Callable[[str, Random], str]) -> Callable[[str, str, Random], str]:
    return lambda text, lang, rng: _some_words(text, rng, lambda word: change(word, rng))


def _mixed_case(text: str, rng: Random) -> str:
    return "".join(c.upper() if rng.random() < 0.5 else c for c in text)


KINDS: tuple[Kind, ...] = (
    Kind("letters swapped", _each(_swapped)),
    Kind("a letter lost", _each(_dropped)),
    Kind("a key beside", _each(_slipped)),
    Kind("a letter doubled", _each(_doubled)),
    Kind("all capitals", lambda text, lang, rng: text.upper()),
    Kind("capitals at random", lambda text, lang, rng: _mixed_case(text, rng)),
    Kind("no punctuation", lambda text, lang, rng: re.sub(r"[^\w\s]", "", text)),
    Kind("more punctuation", lambda text, lang, rng: text.rstrip(".!?") + rng.choice(("!!!", "...", "?!", " ...."))),
    Kind("dots between", lambda text, lang, rng: re.sub(r"(?<=\w)[,.]? (?=\w)", lambda m: rng.choice((" ", " ", "... ")), text)),
    Kind("a space lost", lambda text, lang, rng: _lost_space(text, rng)),
    Kind("a space too many", _each(_split_word)),
    Kind("spaces doubled", lambda text, lang, rng: text.replace(" ", "  ")),
    Kind("line breaks", lambda text, lang, rng: re.sub(r" ", lambda m: rng.choice((" ", " ", "\n")), text)),
    Kind("stretched", _each(_stretched)),
    Kind("leetspeak", lambda text, lang, rng: _some_words(text, rng, _leet, 0.3)),
    Kind("a star in a word", _each(_starred)),
    Kind("emoji after", lambda text, lang, rng: text + rng.choice((" 😭", " 🥺🥺", "😔", " 😰💔"))),
    Kind("emoji between", lambda text, lang, rng: re.sub(r" (?=\w+ \w+\W*$)", rng.choice((" 😭 ", " 🥺 ", " 😔 ")), text)),
    Kind("chat spelling", lambda text, lang, rng: _words_swapped(text, _ES_CHAT if lang == "es" else _EN_CHAT)),
    Kind("platform swapped", _platform),
    Kind("gender swapped", _gender),
    Kind("a name added", _name),
    Kind("politeness", lambda text, lang, rng: rng.choice(_CHATTER["polite"][lang]).format(text)),
    Kind("chatter before", _chatter("before", "{0}{1}")),
    Kind("chatter after", _chatter("after", "{1}{0}")),
    Kind("300 characters around", _noise),
    Kind("300 characters before", _noise_before),
    Kind("invisible characters", _each(lambda word, rng: word[:2] + "\u200b" + word[2:])),
)  # fmt: skip


def perturbed(text: str, lang: str, kind: Kind) -> str:
    """The message as `kind` has it; the same at every run."""
    return kind.change(text, lang, Random(f"{kind.name} {text}"))
