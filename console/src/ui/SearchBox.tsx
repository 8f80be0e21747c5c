import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** Waits until typing pauses. */
const PAUSE_MILLIS = 250;

/** @param label what is searched: the box has no other name */
export function SearchBox({ label, value, onSearch, w = 280 }: { label: string; value: string; onSearch: (text: string) => void; w?: number | string }) {
  const [text, setText] = useState(value);
  const search = useDebouncedCallback(onSearch, PAUSE_MILLIS);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      w={w}
      maw="100%"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}
