"""Pure facts and rules of the programme: no input or output, no other room of the house."""
