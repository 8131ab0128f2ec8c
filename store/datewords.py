r"""The shapes in which English news writes dates, as patterns; what they mean is worked out in `stretches`.

Names of days and months count only capitalised ("they march", "it may"). White space between words is bounded, so that
no text makes a pattern slow. Patterns share the names of their groups: `day`, `to`, `month`, `year`, `yrel` ("of last
year"), `which` ("last"), `part` ("early"), `number`, `unit`.
"""

import re

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
MONTH_NUMBER = {name[:3].lower(): n for n, name in enumerate(MONTHS, start=1)}
SURE_MONTHS = frozenset(MONTHS) - frozenset("March April May June August".split())
"""Those that are neither a verb nor a given name."""
FEASTS = {"Christmas": (12, 25), "Christmas Day": (12, 25), "Christmas Eve": (12, 24)}
FEASTS |= {"New Year's Eve": (12, 31), "New Year's Day": (1, 1)}
"""Month and day of those that are the same every year."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First months of the northern seasons."""
PARTS = {"start": "early", "beginning": "early", "middle": "mid", "end": "late"}
PARTS |= {part: part for part in ("early", "mid", "late", "earlier", "later")}
NUMBERS = dict(zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True))
NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}

_W = r"(?:[ \t\n\u00a0\u202f]{1,3})"
_WD = rf"(?:{'|'.join(f'{d.title()}|{d.upper()}' for d in WEEKDAYS)})"
_MONTH = "|".join(f"{n}|{n.upper()}" for n in MONTHS) + "|Sept|" + "|".join(n[:3] for n in MONTHS)
_M = rf"(?P<month>(?:{_MONTH})(?![A-Za-z])(?!\.\w))(?:(?<=\b\w{{3}})(?<!(?i:may))\.|(?<=\bSept)\.)?"
_D = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TO_DAY = rf"(?:(?:{_W}?[-–]{_W}?|{_W}(?:to|and|through){_W})(?P<to>\d{{1,2}})(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>[12]\d{3}|[’'‘]\d\d)(?!\w|[.,:]\d)"
_Y = rf"(?:,?{_W}(?:(?:of{_W})?{_YEAR}|(?i:of{_W})?(?P<yrel>last|this|next){_W}year\b))?"
_PART = rf"(?:(?P<part>early|earlier|mid|late|later|start|beginning|middle|end)(?:{_W}(?:of|in){_W}|{_W}|-))?"
_WHICH = rf"(?:(?P<which>this{_W}coming|this{_W}past|last|next|this|past|coming){_W})?"
_ON_DAY = rf"(?:(?:{_WD}|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?,?{_W})?"
_WHOLE = rf"(?:(?:the{_W})?(?P<whole>week){_W}(?:of|beginning|starting|ending){_W})?"
_LATE = rf"(?:{_W}(?:morning|afternoon|evening|night)\b)?"
_NUMBER = rf"\d{{1,3}}|{'|'.join(NUMBERS).replace(' ', _W)}"
_UNIT = r"(?P<unit>hour|day|week|month|year|decade)s?\b"
_COUNTED = """people|troops|soldiers|men|women|civilians|others|homes|houses|villages|cases|local|hours|GMT|UTC|km|
    metres|meters|kilomet(?:re|er)s|miles|hectares|tonnes|tons|dollars|euros|pounds|percent|per|[ap]\\.?m"""
_QUANTITY = "some|about|around|nearly|almost|over|than|least|roughly|at|flight|route|number|page|room|resolution"
QUANTITY = rf"\b(?:{_QUANTITY})\b"
"""Words after which a bare number is not a year."""
YEAR_LEADS = r"\b(?:in|since|of|from|until|till|by|during|between|before|after|to|and|for)\b"
"""Words after which it is one even before 1950."""

LEAD = re.compile(
    rf"""\b(?:(?:late|early|earlier|later|on|in|at|by|since|until|till?|through|during|over|for|from|between|the|
    as{_W}of|starting|beginning|overnight|around){_W})+$
    |(?P<apart>\b(?:of|before|after|{_QUANTITY}|(?:{_MONTH}|\d{{4}}){_W}(?:and|or|to)){_W}(?:the{_W})?$)""",
    re.I | re.X,
)
"""What stands before an expression: part of it, but for the group `apart`."""
TO = re.compile(rf"{_W}?[-–]{_W}?|{_W}(?:to|through|until|till){_W}(?:the{_W})?")
AND = re.compile(rf"{_W}and{_W}")

CUE = re.compile(
    r"""(?P<stop>(?<=[a-z\d”"’)]{3})[.!?]|\n)
    |\b(?P<future>(?:will|would|shall|won[’']t|may|might|must|should|can|could|due|scheduled|slated|planned|plan(?:s|ning)?
    |(?:is|are|was|were|be)\ (?=due|set|to\b|expected|scheduled|slated|likely|going)|intend(?:s|ing)?|hop(?:es|ing)\ to
    |expect(?:s|ed)|going|set|vow(?:s|ed)|promis(?:es|ed)|pledge[sd]|agreed|(?:have|has|had)(?=\ until)|upcoming
    |ahead\ of(?=\ (?:the\ )?[A-Z])|deadline|begins|starts|closes?|opens|reopens?|resumes?|ends|expires|leaves|arrives
    |comes|takes\ effect|votes?|holds|meets|heads|travels)\b
    (?:\ (?:not|to|for|also|be|have|[a-z]+ly)\b)*(?:\ (?!(?:on|in|by|next|this)\b)[a-z]+\b)?)
    |\b(?P<past>said|told|saying|telling|announcing|adding|taken|was|were|had|did|came|went|took|began|met|spoke|wrote|saw
    |fell|rose|sank|fled|held|left|made|gave|got|found|lost|won|sent|shot|hit|struck|flew|ran|led|ha(?:s|ve)\ been
    |(?<!\bbe\ )(?<!\ba\ )(?<!\bthe\ )(?!armed|need|indeed|united)[a-z]{2,}ed)\b""",
    re.X,
)
"""Verbs and the like that tell past from future, and the ends of sentences; a future verb takes its participle."""

NOT_A_DATE = re.compile(
    rf"""\b(?:(?i:every|each|most|alternate){_W}(?:{_WD}s?|week|month|year|weekend)|{_WD}s)\b
    |\b(?i:same|following|previous|new){_W}(?:{_WD}|{_MONTH}|weekend|week|month|[Yy]ear|summer|winter)\b|\bthat{_W}(?:{_MONTH})(?=[,.])
    |\b(?:{_MONTH}){_W}of{_W}(?:that|the{_W}(?:same|following|previous|next)){_W}year\b
    |\b(?:Black|Good|Super|Bloody|Holy|Ash|Palm|Easter|Cyber|Giving|Man){_W}{_WD}\b
    |(?:(?<=[Tt]he\ )|(?<![a-z\d,]\ )\b)(?!{_WD}{_W}(?:{_MONTH})\b){_WD}{_W}(?=[A-Z][a-z])
    |\b[A-Z]\w{{0,20}}{_W}(?:Today|Tonight|TODAY)\b|\ban{_W}overnight\b|(?<![\w-])[12]\d{{3}}-[a-z][a-z-]*""",
    re.X,
)
"""every Friday, that August, the Sunday Times, Black Friday, Russia Today, 2014-style"""
NUMERIC = re.compile(
    r"""(?<![\w/.-])(?:\d{4}(?:(-)|/)\d{1,2}(?(1)-|/)\d{1,2}|\d{1,2}(?:(/)|(\.)|-)\d{1,2}(?(2)/|(?(3)\.|-))\d{4})
    (?!\d|[-/]\d)""",
    re.X,
)
"""2025-03-14, 14/03/2025, 14.3.2025"""
DAY_MONTH = re.compile(rf"(?<![\w.,:$€£/-]){_WHOLE}{_ON_DAY}(?:the{_W})?{_D}{_TO_DAY}{_W}(?:of{_W})?{_M}{_Y}")
"""Friday, 14 March 2025; the 2nd of April; 12-14 March last year; the week of 10 March"""
MONTH_DAY = re.compile(rf"\b{_WHOLE}{_ON_DAY}{_M}{_W}{_D}(?![\w:]|[.,]\d){_TO_DAY}(?!\w|{_W}(?:{_MONTH})\b){_Y}")
"""March 14, 2025; Aug. 6; March 12 to 14"""
FEAST = re.compile(rf"\b(?P<feast>Christmas(?:{_W}(?:Day|Eve))?|New{_W}Year[’']s{_W}(?:Day|Eve))\b{_Y}")
"""Christmas 2021, New Year's Eve, by Christmas"""
ORDINAL = re.compile(
    rf"""(?i:\bthe{_W}){_D}(?<=[a-z])
    (?=[^\w\s-]|\s{{0,3}}$|{_W}(?:and|but|when|after|before|in|at|as|to|the|he|she|they|it)\b)""",
    re.X,
)
"""the 12th, where it is not the 12th of something"""
WEEKDAY = re.compile(
    rf"\b(?i:{_WHICH})(?P<weekday>{_WD})\b(?:{_W}(?:of{_W})?(?P<week>last|this|next){_W}week\b)?{_LATE}"
)
"""Friday, last Friday, Tuesday of last week, Thursday night"""
NEAR = re.compile(
    rf"""\b(?:(?P<more>(?:the{_W})?day{_W}(?:before|after){_W})?(?:yesterday|tomorrow){_LATE}|today|tonight|
    last{_W}night|overnight|this{_W}(?-i:morning|afternoon|evening))\b""",
    re.I | re.X,
)
"""yesterday, tomorrow evening, the day before yesterday, overnight"""
COUNTED = re.compile(
    rf"\b(?P<number>{_NUMBER}){_W}{_UNIT}[’']?{_W}(?P<way>ago|from{_W}now|time)\b(?P<exact>{_W}to{_W}the{_W}day\b)?",
    re.I,
)
"""two weeks ago, a year ago to the day, in three days' time"""
WITHIN = re.compile(
    rf"""\b(?:(?P<the>the){_W}|(?=\w+{_W}(?:{_NUMBER}){_W}))(?P<which>last|past|next|coming){_W}
    (?:(?P<number>{_NUMBER}){_W}|(?:few|several|couple{_W}of){_W})?{_UNIT}(?!{_W}of\b|[’'])""",
    re.I | re.X,
)
"""the past 24 hours, the last three weeks, the next year, the coming days"""
SAME_DAY = re.compile(
    rf"""\b(?:(?:(?:earlier|later){_W})?(?:(?:on{_W})?(?:the{_W}same|that){_W}(?:same{_W})?(?:day|morning|afternoon|evening|night)|in{_W}the{_W}day)
    |(?P<next>(?:on{_W})?the{_W}(?:next|following){_W}(?:day|morning))
    |(?:(?P<number>{_NUMBER}){_W}|(?:just{_W})?(?P<hours>(?=hours)))(?P<unit>hour|day|week|month|year)s?{_W}(?:(?P<back>earlier)|later))\b""",
    re.I | re.X,
)
"""that day, earlier in the day, the following morning, two weeks later: by a day that was named before"""
PERIOD = re.compile(
    rf"""\b(?i:{_PART}(?:{_WHICH}|(?P<the>the){_W}))
    (?:{_M}|(?:(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|fall|[Ww]inter)
    |(?P<nth>first|second|third|fourth){_W}(?P<share>quarter|half)|(?P<unit>weekend|week|month|quarter|year)(?!{_W}of\b))\b)
    {_Y}(?(month)(?!\.?{_W}?\d))(?P<name>(?={_W}[A-Z][a-z]))?""",
    re.X,
)
"""March 2025, last August, mid-March, the summer of 2023, the second quarter, earlier this week, the end of the year"""
YEAR = re.compile(
    rf"""(?<![\w$€£.,:/–-])(?i:{_PART})(?:(?P<decade>)(?=\d{{3}}0s|19\d0[’']s)|)(?P<year>1\d{{3}}|20\d\d)
    (?(decade)[’']?s|(?:[-–/](?P<to>\d{{4}}|\d\d))?)(?![\w%]|[.,:/–-]\d)(?P<counts>(?={_W}(?:{_COUNTED})\b))?""",
    re.X,
)
"""2014, early 2024, 2022-23, the late 1990s; `counts`: what follows is counted by the number"""
