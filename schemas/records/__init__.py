"""What the stages put out and read: decision records, their outputs, inputs between hops, the reference log.

One module a stage, in the order that data flows: intake, accept, match, share, notify, watch; then
`decision` (the record that holds all outputs of one input), `inputs` (what reaches hops 2 and 3) and
`reference` (what all hops are decided under). None of them holds a person's name, date of birth or address.
"""
