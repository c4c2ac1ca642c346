"""Typed identifiers: an EntryId can never be passed where an EventId is wanted."""

from typing import NewType

AccountId = NewType("AccountId", int)
OrganisationId = NewType("OrganisationId", int)
PersonId = NewType("PersonId", int)
MembershipId = NewType("MembershipId", int)
CompetitionId = NewType("CompetitionId", int)
EventId = NewType("EventId", int)
EntryId = NewType("EntryId", int)
AppointmentId = NewType("AppointmentId", int)
MarkSheetId = NewType("MarkSheetId", int)
PublicationId = NewType("PublicationId", int)
WorkCode = NewType("WorkCode", str)
EntryNumber = NewType("EntryNumber", str)
FileId = NewType("FileId", int)
JobId = NewType("JobId", int)
MessageId = NewType("MessageId", int)
DeliveryId = NewType("DeliveryId", int)
WebhookId = NewType("WebhookId", int)
ProposalId = NewType("ProposalId", int)
ListRequestId = NewType("ListRequestId", int)
