"""The page of one deal: what happened, how long each stage took, what was earned, what is still owed."""
