package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpMessageTest {
    private static final String CHUNKED = """
            HTTP/1.1 202 Accepted\r
            transfer-encoding: chunked\r
            Connection: close\r
            \r
            4\r
            {"a"\r
            5;x=y\r
            :123}\r
            0\r
            \r
            """;

    @Test
    void a_request_is_complete_only_with_its_last_byte() {
        byte[] bytes = bytes("POST /crm?x HTTP/1.1\r\nCONTENT-LENGTH: 7\r\nauthorization:  Bearer k\r\n\r\n{\"a\":1}");
        HttpMessage message = new HttpMessage();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(message.parse(bytes, 0, length)).isFalse();
        }

        assertThat(message.parse(bytes, 0, bytes.length)).isTrue();
        assertThat(message.target()).isEqualTo("/crm?x");
        assertThat(message.bodyText()).isEqualTo("{\"a\":1}");
        assertThat(message.authorization().length()).isEqualTo("Bearer k".length());
        assertThat(message.end()).isEqualTo(bytes.length);
    }

    @Test
    void chunks_are_joined_once_all_are_there() {
        byte[] bytes = bytes(CHUNKED);
        HttpMessage message = new HttpMessage();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(message.parse(bytes, 0, length)).isFalse();
        }

        assertThat(message.parse(bytes, 0, bytes.length)).isTrue();
        assertThat(message.status()).isEqualTo(202);
        assertThat(message.bodyText()).isEqualTo("{\"a\":123}");
        assertThat(message.wantsClose()).isTrue();
        assertThat(message.end()).isEqualTo(bytes.length);
    }

    @Test
    void one_message_follows_another() {
        byte[] bytes = bytes("GET /_stats HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok");
        HttpMessage message = new HttpMessage();

        assertThat(message.parse(bytes, 0, bytes.length)).isTrue();
        assertThat(message.isForTheSink()).isTrue();
        assertThat(message.isPost()).isFalse();
        assertThat(message.parse(bytes, message.end(), bytes.length)).isTrue();
        assertThat(message.isForTheSink()).isFalse();
        assertThat(message.bodyText()).isEqualTo("ok");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
