"""Every bound of the engine, each with its unit and its reason: what keeps a hostile or broken flow harmless."""

from datetime import timedelta

# --- of a definition, checked when it is loaded
MAX_NODES = 1_000  # nodes per definition: the largest imported flows known have about 800
MAX_DEFINITION_BYTES = 1_000_000  # of compact JSON: ten times the largest flow, still loaded in well under a second
MAX_DEPTH = 50  # nested JSON: deeper than any form can edit, shallow enough for every recursive reader
MAX_EXPRESSION = 2_000  # characters of one expression
MAX_EXPRESSION_PARTS = 500  # operators and operands of one expression: bounds its run time
MAX_EXPRESSION_DEPTH = 50  # nesting of one expression: bounds the interpreter's stack
MAX_PATTERN = 1_000  # characters of a regular expression
MAX_PATTERN_MEMORY = 1 << 20  # bytes that one compiled pattern may take (RE2's own bound)
MAX_OPTIONS = 100  # written options of one question: ten pages of a list are more than anyone reads

# --- of one turn, checked while it runs
MAX_STEPS = 100  # nodes entered per turn: stops loops between nodes
MAX_MESSAGES = 20  # messages sent per turn: WhatsApp's pair limit is 45 in a burst, and each is billed
MAX_TEXT = 4_096  # UTF-16 units of one text after interpolation: WhatsApp's own limit
KNOWN_NAME = 100  # characters of a contact's or tenant's name that texts show: longer ones are a joke
MAX_ASKED_MESSAGES = 50  # messages of one burst that are looked at; more are noise

# --- of a state
MAX_VALUE = 65_536  # characters of one variable as JSON: stops doubling variables
MAX_STATE = 524_288  # characters of all variables as JSON: what a row of the turn's record should carry at most
MAX_NUMBER = 10**15  # magnitude of a number: exact in JSON readers that only know doubles
MAX_TRAIL = 50  # questions of a session that "back" and old taps can return to
MAX_CALLS = 10  # sub-flows inside one another
MAX_HELD = 20  # messages kept while a slow effect is on its way
MAX_VARIABLES = 500  # variables of one conversation

# --- of time
MAX_UNANSWERED = 20  # timers in a row that may make the bot act while the contact says nothing: more is nagging
LEAST_SILENCE = timedelta(minutes=1)  # before a question may mind that nobody answers it
SESSION_HOURS = 24  # a session sleeps after this long without a word of the contact: WhatsApp's own window
MAX_INVALID = 3  # wrong answers to one question before it gives up, unless the author says otherwise
MAX_WAIT = timedelta(days=365)  # the farthest a timer may be set: longer is a typing mistake
ANSWER_GRACE = timedelta(minutes=2)  # added to the time-out of a slow effect before the flow goes on without it

# --- of WhatsApp's messages (meta/send-limits, read 2026-11-23), in UTF-16 units
BUTTON_TITLE = 20
ROW_TITLE = 24
ROW_DESCRIPTION = 72
LIST_BUTTON = 20
HEADER = 60
FOOTER = 60
BODY = 1_024  # of an interactive message; lists too (Meta's own pages disagree, 1,024 is the safe one)
CAPTION = 1_024
REPLY_ID = 200  # a list row's id; a button's may have 256
MAX_BUTTONS = 3
MAX_ROWS = 10
