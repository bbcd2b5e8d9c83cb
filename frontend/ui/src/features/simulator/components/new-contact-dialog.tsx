/** A new person to be: a name, and whether the phone number stays hidden. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '@/api/error-words';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { Switch } from '@/components/ui/switch';
import { TextField } from '@/components/ui/text-field';
import { useAddContact } from '../api/add-contact';
import type { SimContact } from '../model/wire';

type Props = { base: string; onClose: () => void; onCreated: (contact: SimContact) => void };

export function NewContactDialog({ base, onClose, onCreated }: Props) {
  const { t } = useTranslation('simulator');
  const words = useErrorWords();
  const add = useAddContact(base);
  const [name, setName] = useState('');
  const [usernameOnly, setUsernameOnly] = useState(false);
  const [isMissing, setMissing] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') setMissing(true);
    else add.mutate({ name: name.trim(), usernameOnly }, { onSuccess: onCreated });
  };

  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={t('newContact.title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          label={t('newContact.name')}
          value={name}
          maxLength={60}
          autoComplete="off"
          error={isMissing && name.trim() === '' ? t('newContact.nameMissing') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Switch
          label={t('newContact.usernameOnly')}
          hint={t('newContact.usernameHint')}
          checked={usernameOnly}
          onCheckedChange={setUsernameOnly}
        />
        {add.isError && (
          <p role="alert" className="text-danger">
            {words(add.error)}
          </p>
        )}
        <Button type="submit" look="primary" busy={add.isPending}>
          {t('newContact.submit')}
        </Button>
      </form>
    </Modal>
  );
}
