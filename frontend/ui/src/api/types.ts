/** Short names for the shapes of the API; the generated file is their only source. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Conversation = Schemas['Conversation'];
export type ConversationDetail = Schemas['ConversationDetail'];
export type ConversationPage = Schemas['ConversationPage'];
export type Message = Schemas['Message'];
export type MessagePage = Schemas['MessagePage'];
export type Lead = Schemas['Lead'];
export type LeadDetail = Schemas['LeadDetail'];
export type LeadEvent = Schemas['LeadEvent'];
export type LeadPage = Schemas['LeadPage'];
export type Board = Schemas['Board'];
export type BoardStage = Schemas['BoardStage'];
export type SyncAnswer = Schemas['SyncAnswer'];
