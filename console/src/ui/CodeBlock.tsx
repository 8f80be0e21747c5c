import { Box, ScrollArea } from '@mantine/core';
import { CopyButton } from './CopyButton';
import classes from './CodeBlock.module.css';

/** Text as it is, with a button that copies it. Not highlighted: it is for reading and copying, and costs nothing. */
export function CodeBlock({ text, what, maxHeight = 360 }: { text: string; what: string; maxHeight?: number }) {
  return (
    <Box className={classes.block}>
      <Box className={classes.copy}>
        <CopyButton value={text} what={what} />
      </Box>
      <ScrollArea.Autosize mah={maxHeight} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': what }}>
        <pre className={classes.text}>{text}</pre>
      </ScrollArea.Autosize>
    </Box>
  );
}
