"""What people type on WhatsApp, read as values; Brazilian Portuguese first, English second.

Every reader is a pure function of its arguments and returns a `Reading`: `Understood(value)`, `Ambiguous(candidates)` (the
engine asks; one candidate alone needs a yes) or `NotUnderstood()`. None raises on any text. `locale` is "pt-BR" or "en";
`now` is aware and in the tenant's time zone; `hours` are the opening and closing hour, (8, 18).

    reading      Understood Ambiguous NotUnderstood Reading  Range(low, high)  Moment  PartOfDay(.hours)
    money        read_money(text, locale, *, hint="sale"|"rent"|None, end="low"|"high"|None)    -> Reading[int]  minor units
                 read_money_range(text, locale, *, hint=None)                                   -> Reading[Range[int]]
    number       read_number(text, locale, *, units=()) -> Reading[Decimal]      read_number_range -> Reading[Range[Decimal]]
                 read_integer(text, locale, *, units=()) -> Reading[int]
                 read_count_range(text, locale, *, units=()) -> Reading[Range[int]]
                 read_bedrooms(text, locale) -> Reading[Range[int]]      a studio is 0 to 1
    dates        read_date(text, locale, *, now) -> Reading[date]        read_date_range -> Reading[Range[date]]
    times        read_time(text, locale, *, now=None, hours=None) -> Reading[time]
                 read_time_range(same) -> Reading[Range[time]]           read_part_of_day(text, locale) -> Reading[PartOfDay]
    moments      read_moment(text, locale, *, now, hours=None) -> Reading[Moment]   day, hour, part of the day or a stretch
    phone        read_phone(text, locale, *, own=None, area=None, region="BR") -> Reading[str]  E.164, or `own` untouched
                 means_own_number(text, locale) -> bool
    documents    read_cpf read_cnpj read_cpf_or_cnpj read_plate (text) -> Reading[str]   is_cpf is_cnpj (str) -> bool
    email        read_email(text) -> Reading[str]
    place        read_place(text, locale, names) -> Reading[str]         read_places -> Reading[tuple[str, ...]]
    yes_no       read_yes_no(text, locale) -> Reading[bool]
    option       Option(id, label, synonyms=())
                 read_option(text, locale, options, *, numbered=True) -> Reading[str]           the option's id
                 read_options(same) -> Reading[tuple[str, ...]]                                 in the options' order
    rating       read_rating(text, locale, *, top, low=0) -> Reading[int]
    wishes       has_no_preference wants_the_soonest is_greeting is_thanks (text, locale) -> bool
                 without_politeness(text, locale) -> str
                 read_wish(text, locale) -> Reading[Wish]                human menu restart back stop, as whole messages
                 says_any(text, words, locale) -> bool                   an author's own command words
    formatting   format_money format_money_range format_number format_range format_date format_time format_time_range
                 format_part_of_day format_moment format_phone format_cpf format_cnpj
    text         clean(text)  fold(text)  MAX_CHARACTERS                 what is longer is never understood

Below them, not for use from outside: tokens, words, numerals, quantities, bounds and bound_words (amounts, "from … to");
calendar_words, spans, days, clock_words, clocks, mention_words, mentions (time); position, likeness, negation, courtesy.

How far they go: a bare number counts only where nothing else is said; an amount with its unit among any words. What a
"não" denies is not an answer. Two readings that a Brazilian would not tell apart either are both candidates: "500" for a
sale, "sábado que vem" before this week's Saturday, "às 3" without business hours, "2/4" bedrooms.
"""
