"""Cues: the words that report what somebody says, holds or wants, and the forms they take.

A closed list of reporting verbs with their inflections; what stands around them is `store.speakers`' matter.
"""

from dataclasses import dataclass
from typing import Literal

Takes = Literal["clause", "hearer", "object", "view"]
"""What follows the verb: what was said ("said that"), first who was told ("told reporters that"), whom or what the
words were about ("accused the army of"), or what somebody holds or wants ("fears", "hopes to")."""

Form = Literal["base", "s", "past", "participle", "either", "ing", "noun"]
"""The form of the verb; `either` is a past that is also the participle ("claimed"). Or it is no verb ("claim")."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a reporting verb. `noun`: whether the same word is often a noun ("claims", "report")."""

    verb: str
    takes: Takes
    form: Form
    noun: bool


_CLAUSE = """
    acknowledge add admit affirm agree allege allow announce answer argue articulate assert assess attest aver avow
    bemoan bellow blog blurt boast brag charge chide chime cite claim clarify comment complain concede conclude confess
    confide confirm contend contest continue convey counsel counter cry declare demand deny determine detail disclose
    discuss dispute elaborate emphasize emphasise encourage estimate exclaim explain express find fret fume gripe groan
    grumble guess hint imply indicate infer insinuate insist interject intimate intone joke lament lecture list maintain
    mean mention mock murmur muse mutter narrate note object observe opine outline plead pledge point post postulate
    predict pray preach proclaim pronounce propose protest publish quip quote rail read reaffirm reason recall recite
    recommend recount reflect refute reiterate rejoin remark remember repeat reply report respond retort retweet reveal
    rule say scoff scream shout show shrug signal sing sneer speculate state stress suggest suppose surmise swear sigh
    tease testify theorize thunder tout tweet underline underscore utter vent venture voice volunteer vow wail whisper
    wonder write yell speak talk
"""
_HEARER = """
    tell assure remind inform warn notify advise ask urge promise persuade convince implore beg beseech admonish
    instruct brief question reassure command caution exhort
"""
_OBJECT = """
    accuse applaud assail attack berate blame blast bash belittle call castigate censure champion chastise cheer commend
    condemn congratulate contradict credit criticize criticise debunk decry defend demonize denigrate denounce deplore
    deride describe dismiss disavow disparage downplay dub echo endorse extol fault favor favour hail highlight insult
    invoke laud label lambast lambaste lampoon mourn oppose portray praise rap rebuff rebuke rebut recognize recognise
    refer reject renounce reprimand request ridicule rip salute scold second skewer slam slight slur specify spurn
    stipulate support taunt thank threaten trash unveil welcome challenge cast liken characterize characterise frame
    enumerate pan defy decline refuse order direct require mandate ban advocate lobby vilify knock reference mull chant
"""
_VIEW = """
    anticipate appreciate assume believe calculate consider deem doubt dream envision envisage expect fear feel foresee
    forecast hope imagine judge know learn hate hear intend interpret perceive plan prefer presume realize realise
    regard regret see sense suspect think understand view want wish worry weigh rate reckon project care resent envy
    admire dislike aim desire ponder contemplate decide
"""
_IRREGULAR = {
    verb: (past, participle or past)
    for verb, past, participle in (
        ("say", "said", ""), ("tell", "told", ""), ("write", "wrote", "written"), ("think", "thought", ""),
        ("know", "knew", "known"), ("see", "saw", "seen"), ("hear", "heard", ""), ("feel", "felt", ""),
        ("find", "found", ""), ("mean", "meant", ""), ("speak", "spoke", "spoken"), ("swear", "swore", "sworn"),
        ("show", "showed", "shown"), ("read", "read", ""), ("sing", "sang", "sung"), ("foresee", "foresaw", "foreseen"),
        ("understand", "understood", ""), ("cast", "cast", ""), ("forecast", "forecast", ""),
        ("beseech", "besought", ""),
    )
}  # fmt: skip
_DOUBLED = frozenset("admit rebut blog slam rip rap ban quip brag infer refer beg plan pan prefer".split())
_NOUNS = frozenset("""
    answer attack blame remark aim blog boast call care challenge charge cheer claim comment contest counter cry demand
    detail dispute doubt dream echo estimate fault favor favour fear forecast guess hate hint hope insult joke judge
    label lament lecture list mention note object order pan pledge plan point post praise project promise protest
    question quote rap rate read reason recall regard regret reply report request retort rip rule sense shout show
    signal slight slur sneer state stress support suspect talk taunt tease thank tout trash tweet vent venture view
    voice vow welcome whisper wish wonder worry yell sigh second brief direct frame cast ban desire blast command
    mandate
""".split())  # fmt: skip

STRICT = frozenset(
    """
    agree allow articulate continue charge find see report declare hint indicate respond state mean decide
    publish read repeat speak assure pledge hear feel project rail guess sense judge determine estimate rate
    reckon sing learn volunteer talk command attack protest recommend
""".split()
)
"""Verbs that report words only before a clause, a quotation or a colon: one continues a war, too."""


def _regular(verb: str) -> tuple[str, str, str]:
    """Third person, past and -ing form."""
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith("e"):
        return verb + "s", verb + "d", (verb if verb.endswith("ee") else verb[:-1]) + "ing"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"), stem + "ed", stem + "ing"


def _forms(verb: str, takes: Takes) -> dict[str, Cue]:
    third, past, ing = _regular(verb)
    noun = verb in _NOUNS
    forms = {ing: Cue(verb, takes, "ing", False)}
    irregular = _IRREGULAR.get(verb)
    if irregular and irregular[0] != irregular[1]:
        forms[irregular[1]] = Cue(verb, takes, "participle", False)
        forms[irregular[0]] = Cue(verb, takes, "past", False)
    else:
        forms[irregular[0] if irregular else past] = Cue(verb, takes, "either", False)
    forms.setdefault(verb, Cue(verb, takes, "base", noun))  # "read" is its own past
    forms[third] = Cue(verb, takes, "s", noun)
    return forms


def _lexicon() -> dict[str, Cue]:
    lists: tuple[tuple[str, Takes], ...] = (
        (_VIEW, "view"), (_OBJECT, "object"), (_CLAUSE, "clause"), (_HEARER, "hearer"),
    )  # fmt: skip
    return {form: cue for words, takes in lists for verb in words.split() for form, cue in _forms(verb, takes).items()}


NOMINAL = frozenset(
    """
    accusation acknowledgement acknowledgment admission allegation announcement argument assertion assessment assurance
    belief claim comment complaint concern conclusion confession contention conviction criticism declaration denial
    description dictum estimate expectation explanation fear forecast hint hope idea insistence message notion opinion
    pledge prediction promise proposal question refusal remark reply report response statement suggestion suspicion
    testimony theory threat view vow warning word
""".split()
)
"""Nouns that report what somebody says or holds where a clause follows ("Hale's claim that …")."""

LEXICON = _lexicon()
"""Every form, in lower case, with its cue; of a verb in several lists the last counts."""
