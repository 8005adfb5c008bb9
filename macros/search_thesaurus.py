"""Everyday words beside the field's: a reader who types one should find texts that use another.

Each line is a group of words of like meaning, in any form; spellings are not listed here, the engine bears slips.
A word that a section's name, question or first sentence holds also counts, less, for the others of its group.
"""

from functools import cache

from macros.search_text import stem

GROUPS = """
job work employment labour career occupation profession workplace
unemployment unemployed layoff fired redundancy jobless displacement
replace automate automation robot machine
law regulation rule legislation act legal statute regulator
forbidden ban block prohibit restrict restriction suspend offline
hack attack breach exploit intrusion hijack hacker cyberattack
cost price pricing cheap expensive money fee
country nation state jurisdiction abroad foreign
company firm business enterprise corporation vendor supplier maker
lab developer maker
test check evaluate evaluation assess audit verify examine inspect
danger dangerous risk harm threat unsafe hazard
safe safety secure security
boss executive manager ceo director leader board management
employee staff worker team personnel
teach train training educate education learn course workshop school
skill ability competence literacy
politician lawmaker legislator policymaker policy minister parliament government
scientist researcher academic scholar
lie false fake fabricate untrue wrong hallucinate invent
misinformation disinformation propaganda falsehood
picture image photo vision visual see
voice speech audio sound hear speak
video film clip
copy steal clone imitate theft
stop halt shutdown shut off switch unplug
human person people
doctor clinician physician medical health hospital healthcare medicine
bank finance financial
student pupil school teacher
election vote voter democracy
war military weapon army warfare
china chinese beijing
us usa america american washington
eu europe european brussels
uk britain british london
free download downloadable
size big large parameter
release launch publish announce available
answer response reply output
instruction prompt command
responsible accountable accountability liable liability blame guilty owner
understand comprehend know knowledge comprehension understanding grasp
opinion view attitude think believe
survey poll study questionnaire statistics
energy electricity power water climate environment carbon
bias biased racist sexist discriminate discrimination unfair unequal fairness
privacy private personal confidential
child kid teenager minor young
love companion friend lonely emotional
compare comparison versus vs difference better best
chatbot assistant chatgpt bot
agent agentic autonomous
rely reliance depend dependence dependency
trust reliable credible
powerful capable capability strong
hidden secret latent
report reporting notify disclose disclosure
incident accident failure mishap
rival competitor competition compete
future forecast prediction predict soon
new newest latest recent
remember memory context
permission access allow
oversight supervise supervision control monitor watch
"""


@cache
def related(term: str) -> tuple[str, ...]:
    """Return the stems of like meaning to the stem `term`."""
    return tuple(sorted({other for group in _groups() if term in group for other in group} - {term}))


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, line.split())) for line in GROUPS.strip().splitlines())
