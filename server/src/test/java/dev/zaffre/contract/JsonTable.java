package dev.zaffre.contract;

import java.nio.charset.StandardCharsets;

/** {@code docs/json.md}, written from the corpus; {@link JsonCorpusTest} says when it is out of date. */
final class JsonTable {
    private JsonTable() {}

    static String text() {
        StringBuilder table = new StringBuilder("""
                # JSON that is sent to Zaffre

                Bodies are JSON as of RFC 8259 in UTF-8, at most 1 MiB, 64 levels deep, 100,000 tokens, texts of 256 KiB, numbers of 100
                characters, names of 256. What is not is answered with 400 `INVALID_JSON`; `details` holds `line` and `column`, counted from
                1. An event's payload is kept byte for byte (`raw_payload` in the event log), and a field that is exactly one placeholder
                sends a value on with the characters it came with.

                Where the standard leaves a decision to the receiver, this is ours (written from the test corpus):

                | text | begins with | taken | why |
                |---|---|---|---|
                """);
        for (JsonCorpus.Text text : JsonCorpus.leftToUs()) {
            table.append("| ")
                    .append(text.name().substring(2))
                    .append(" | `")
                    .append(beginning(text.bytes()))
                    .append("` | ")
                    .append(text.accepted() ? "yes" : "no")
                    .append(" | ")
                    .append(text.why())
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String beginning(byte[] bytes) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 24); i++) {
            char c = (char) (bytes[i] & 0xFF);
            shown.append(
                    c >= ' ' && c < 0x7F && c != '|' && c != '`' ? Character.toString(c) : "<%02x>".formatted((int) c));
        }
        return new String(shown.toString().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII)
                + (bytes.length > 24 ? "..." : "");
    }
}
