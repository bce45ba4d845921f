"""Articles and scenario templates, and the search over both: by words, by words alike and by meaning.

Owns: knowledge.articles, knowledge.article_versions, knowledge.templates, knowledge.dropped_templates, knowledge.shelves,
knowledge.meanings, knowledge.synonyms, knowledge.proposals, knowledge.rules, knowledge.gaps, knowledge.gap_questions.
Emits, listens: nothing. Decides: nothing; it says how likely an article answers a question, and whoever asks decides.
"""
