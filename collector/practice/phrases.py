"""What people and organisations say to each other on the practice network."""

from __future__ import annotations

NEWS = (
    "Good morning! The kettles are on.",
    "The footbridge is open again \u2013 mind the ducks.",
    "New opening hours from Monday: {site}/hours",
    "Have your say about the lamp posts: {site}/have-your-say",
    "We are counting umbrellas this week. How many have you?",
    "Our stall is by the clock tower until four.",
    "Roadworks near the old mill are done. Thank you for your patience.",
    "Tonight: open evening, all welcome. {site}/events",
    "\u201cWhy is the fountain blue?\u201d A short answer: {site}/fountain",
    "Caf\u00e9 and library open late today \U0001f4da",
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
ANSWERING = (
    "Thanks for telling us. It will be mended by Friday. ^Tasha",
    "Sorry about that! Please send us a private message with your order number.",
    "It is open until six today.",
    "Good question. We have asked, and will tell you.",
    "Yes, the green one is back in March. Josh",
    "We are sorry. That should not have happened, and we are looking into it.",
    "You are welcome!",
    "Here is how: {site}/help",
)
INSISTING = (
    "and yet it is still dark",
    "that is no answer",
    "thank you!",
    "will do",
    "since when?",
)
