package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveMessagesTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String STREAM = HEAD
            + chunk("event: ready\ndata: {\"continued\":false}\nid: 1\n\n")
            + chunk("event: execution\ndata: {\"_id\":\"a\",\"text\":\"" + "x".repeat(200) + "\"}\n\n"
                    + "event: more\ndata: {\"changes\":17}\nid: 2\n\n")
            + chunk("event: fig")
            + chunk("ures\ndata: {\"changed\":true}\n\n")
            + chunk(": still here\n\n")
            + chunk("event: reset\ndata: {\"reason\":\"late\"}\nid: 3\n\n");

    @Test
    void messages_are_counted_wherever_the_bytes_are_cut() {
        byte[] bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            LiveMessages messages = new LiveMessages();
            messages.take(ByteBuffer.wrap(bytes, 0, cut));
            messages.take(ByteBuffer.wrap(bytes, cut, bytes.length - cut));

            assertThat(messages.isReady()).isTrue();
            assertThat(messages.counts()).isEqualTo(new LiveMessages.Counts(bytes.length, 2, 17, 1));
        }
    }

    @Test
    void a_stream_that_is_refused_is_noticed() {
        assertThatThrownBy(() -> new LiveMessages()
                        .take(ByteBuffer.wrap(
                                "HTTP/1.1 429 Too Many Requests\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
                .hasMessageContaining("429");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
