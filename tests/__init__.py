"""The tests of the house: they mirror its rooms; journeys tell whole stories, hostile attacks, bench measures."""
