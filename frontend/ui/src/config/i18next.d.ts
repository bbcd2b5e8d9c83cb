/** Typed keys: a missing or misspelt key does not compile. The Portuguese files are the list of keys. */
import type auth from '../locales/pt-BR/auth.json';
import type chat from '../locales/pt-BR/chat.json';
import type common from '../locales/pt-BR/common.json';
import type inbox from '../locales/pt-BR/inbox.json';
import type leads from '../locales/pt-BR/leads.json';
import type simulator from '../locales/pt-BR/simulator.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      auth: typeof auth;
      chat: typeof chat;
      common: typeof common;
      inbox: typeof inbox;
      leads: typeof leads;
      simulator: typeof simulator;
    };
  }
}
