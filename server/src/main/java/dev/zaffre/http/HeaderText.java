package dev.zaffre.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Values of headers beyond ASCII. The server library reads them as ASCII and puts {@link #LOST} for every other byte; but a linked
 * account's id goes in a header, and backends name accounts as their customers do.
 */
final class HeaderText {
    static final char LOST = '\uFFFD';

    private HeaderText() {}

    /**
     * Puts right what was lost, as far as this head has it.
     *
     * @param headers by name in lower case, of which the first of a name counts
     * @param head the request's bytes from its first line on; what comes behind the head is left alone
     */
    static void restore(Map<String, String> headers, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        for (String line : text.substring(0, Math.max(end, 0)).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            if (headers.getOrDefault(name, "").indexOf(LOST) >= 0) {
                headers.put(name, decoded(line.substring(colon + 1).strip().getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
    }

    /** UTF-8 where it can be that, as most clients send it, else Latin-1, as Node.js does (RFC 9110, 5.5, leaves it open). */
    private static String decoded(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(value, StandardCharsets.ISO_8859_1);
        }
    }
}
