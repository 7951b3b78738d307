"""What people and organisations say to each other on the practice network."""

from __future__ import annotations

NEWS = (
    "Good morning! The kettles are on.",
    "The footbridge is open again \u2013 mind the ducks.",
    "We are counting umbrellas this week. How many have you?",
    "Our stall is by the clock tower until four.",
    "Roadworks near the old mill are done. Thank you for your patience.",
    "Caf\u00e9 and library open late today \U0001f4da",
)
PROMOTING = (
    "New opening hours from Monday: {site}/hours",
    "Have your say about the lamp posts \U0001f4a1 {site}/have-your-say",
    "Tonight: open evening, all welcome. {site}/events",
    "\u201cWhy is the fountain blue?\u201d A short answer: {site}/fountain",
)
MORE = ("And one thing more.", "Continued: the small print.", "A map of it is on our site.")
ASKING = (
    "when does the office open tomorrow?",
    "my parcel has gone for a walk, can you help?",
    "the lamp in our street is out again",
    "thank you, that was quick!",
    "is the footbridge open?",
    "do you still make the green one?",
    "who decided this? It is not good enough",
)
CHATTING = (
    "A quiet day by the river.",
    "Does anybody know a good cobbler?",
    "My bicycle has a name now.",
    "Soup again.",
)
# An answer is one of these, with one or more of the others before and after it.
ANSWERING = (
    "It will be mended by Friday.",
    "It is open until six today.",
    "Good question. We have asked, and will tell you.",
    "Yes, the green one is back in March.",
    "That should not have happened, and we are looking into it.",
    "You are welcome!",
    "Here is how: {site}/help",
)
THANKING = ("Thanks for telling us.", "Thank you for your question.", "Thank you, we like it too!")
SORRY = ("Sorry about that!", "We are sorry for the trouble.", "Our apologies.")
INVITING = (
    "Please send us a private message with your order number.",
    "Could you DM us your street?",
)
SIGNED = ("^Tasha", "^Josh", "^Ines", "^Olu")
WELSH = (
    "Diolch am roi gwybod i ni. Bydd wedi ei drwsio erbyn dydd Gwener.",
    "Mae ar agor tan chwech heddiw.",
    "Mae'n ddrwg gennym am hynny.",
    "Croeso! Dyma sut: {site}/cymorth",
)
INSISTING = (
    "and yet it is still dark",
    "that is no answer",
    "thank you!",
    "will do",
    "since when?",
)
