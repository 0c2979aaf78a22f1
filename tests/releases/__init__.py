"""What a release leaves behind for all later ones to read: its casebooks, a bundle nobody has collected yet and a receipt nobody has taken.

`python -m tests.releases FOLDER` makes such a set with the program as it stands; a set is made once for each release, committed under its
version, and never made again. Everybody in it belongs to the county that does not exist.
"""
