/** Short names for the shapes of the API; the generated file is their only source. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Conversation = Schemas['Conversation'];
export type ConversationDetail = Schemas['OneConversation'];
export type ConversationPage = Schemas['Conversations'];
export type Message = Schemas['Message'];
export type MessagePage = Schemas['Messages'];
export type Lead = Schemas['Lead'];
export type LeadDetail = Schemas['OneLead'];
export type LeadEvent = Schemas['HappenedToLead'];
export type LeadPage = Schemas['Leads'];
export type Board = Schemas['Board'];
export type BoardStage = Schemas['Stage'];
export type SyncAnswer = Schemas['Sync'];
