"""Articles and scenario templates, and the search over both.

Owns: knowledge.articles, knowledge.article_versions, knowledge.templates. Emits, listens: nothing. Decides: nothing; it says how likely an article
answers a question, and whoever asks decides.
"""
