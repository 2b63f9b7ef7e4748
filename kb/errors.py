"""Errors a user of the knowledge base can cause. Messages are Chinese: what was wrong, where, what to do.

PolicyKBError
├── SettingsError      a POLICY_KB_ variable is unknown or has a bad value
├── UsageError         a command lacks something
├── QuestionError      the question is empty or too long
├── FeedbackError      a word on an answer is not valid
├── AccountError       an account, a role or a password is not valid
├── DeskError          what staff entered is not valid, or has changed meanwhile
├── RowError           a row of a question file is not valid
├── FilterError        a search is limited to what is not there
├── NotFound           no such document, clause or version
├── IdTaken            a clause id of a corpus belongs to another document
├── EmbeddingError     the embedding model failed
├── VectorsUnreachable the Chroma server does not answer
├── RerankError        the reranking model failed
├── ModelError         the language model failed
└── HomeError          the home folder cannot be used
    └── IndexBusy      another process writes to an index
"""

from __future__ import annotations


class PolicyKBError(Exception):
    """Base of everything a command turns into one line on stderr and exit code 2."""


class SettingsError(PolicyKBError):
    pass


class UsageError(PolicyKBError):
    pass


class QuestionError(PolicyKBError):
    pass


class FeedbackError(PolicyKBError):
    pass


class AccountError(PolicyKBError):
    pass


class DeskError(PolicyKBError):
    pass


class RowError(PolicyKBError):
    pass


class FilterError(PolicyKBError):
    pass


class NotFound(PolicyKBError):
    pass


class IdTaken(PolicyKBError):
    pass


class EmbeddingError(PolicyKBError):
    pass


class VectorsUnreachable(PolicyKBError):
    @classmethod
    def at(cls, url: str, why: str) -> VectorsUnreachable:
        return cls(
            f"向量服务器 {url} 不能使用（{why}）；文件已保存，可按词语检索，服务器恢复后运行 policy-kb verify 补齐向量"
        )


class RerankError(PolicyKBError):
    pass


class ModelError(PolicyKBError):
    pass


class HomeError(PolicyKBError):
    pass


class IndexBusy(HomeError):
    pass
