"""What the desk's questions are answered with: frozen records, one per kind of answer.

Offsets are in characters of the document's text; `end` is exclusive. Dates are ISO 8601 as stored. One module for
each kind of question, because each record costs a millisecond of start-up and a command needs few.
"""
