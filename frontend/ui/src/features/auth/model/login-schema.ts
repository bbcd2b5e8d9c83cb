/** What the sign-in form asks for before it troubles the server. The messages are keys of the feature's words. */
import * as z from 'zod/mini';

export const loginSchema = z.object({
  email: z.string().check(z.trim(), z.email('field.email')),
  password: z.string().check(z.minLength(1, 'field.password')),
});

export type Login = z.infer<typeof loginSchema>;
