"""The chain of aid for one person: registered, trained, certified, referred, at work or in business, followed up; and what stands beside it.

登记 → 培训 → 证书 → 介绍 → 就业或创业 → 回访, with 维权, 帮扶 and 会籍 at any time (programme section 2). A step not taken is quiet, no fault.
"""

REGISTERED, TRAINED, CERTIFIED, REFERRED, WORKING, FOLLOWED = "登记", "培训", "证书", "介绍", "就业或创业", "回访"
RIGHTS, RELIEF, MEMBERSHIP = "维权", "帮扶", "会籍"
WAY = (REGISTERED, TRAINED, CERTIFIED, REFERRED, WORKING, FOLLOWED)
BESIDE = (RIGHTS, RELIEF, MEMBERSHIP)
STEPS = (*WAY, *BESIDE)
