package dev.zaffre.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CallRecordTest {
    private static final String SECRET = "s3cr3t/\"quoted\" + ü&=";

    private static OutboundRequest request(String url, byte[] body, OutboundRequest.Header... headers) {
        return new OutboundRequest("POST", URI.create(url), List.of(headers), body, List.of(SECRET, "abcd1234", "x"));
    }

    private static Exchange.Answer answer(byte[] body) {
        return new Exchange.Answer(200, List.of(new OutboundRequest.Header("Set-Cookie", "a=b")), body, false);
    }

    @Test
    void no_form_of_a_secret_is_readable() {
        String encoded = URLEncoder.encode(SECRET, UTF_8);
        String json = Json.write(Json.object().put("password", SECRET));
        StringBuilder body = new StringBuilder(json).append(SECRET).append(encoded.toLowerCase(java.util.Locale.ROOT));
        for (String user : List.of("u:", "us:", "use:", "user:")) {
            body.append(Base64.getEncoder().encodeToString((user + SECRET + "!").getBytes(UTF_8)))
                    .append('\n');
        }
        ObjectNode record = CallRecord.request(request(
                "https://api.example.com/" + encoded.replace("+", "%20") + "?key=abcd1234",
                body.toString().getBytes(UTF_8),
                new OutboundRequest.Header("Authorization", "Bearer something else"),
                new OutboundRequest.Header("X-Custom", "abcd1234")));
        String all = Json.write(record);
        assertThat(all)
                .doesNotContain("s3cr3t", "abcd1234", "something else")
                .doesNotContain(
                        encoded,
                        Base64.getEncoder()
                                .encodeToString(SECRET.getBytes(UTF_8))
                                .substring(2, 20));
        for (String user : List.of("u:", "us:", "use:")) {
            String packed = Base64.getEncoder().encodeToString((user + SECRET).getBytes(UTF_8));
            assertThat(all).doesNotContain(packed.substring(8, 24));
        }
        assertThat(record.path("url").stringValue()).isEqualTo("https://api.example.com/***?key=***");
        assertThat(record.path("headers").path("Authorization").stringValue()).isEqualTo("***");
    }

    @Test
    void a_body_that_is_not_text_is_kept_in_base64_and_hides_secrets_too() {
        byte[] bytes = "\u00ff\u0000abcd1234\u00fe".getBytes(ISO_8859_1);
        ObjectNode record = CallRecord.request(request("https://a.example/", bytes));
        String packed = record.path("body").path("base64").stringValue();
        assertThat(new String(Base64.getDecoder().decode(packed), ISO_8859_1)).isEqualTo("\u00ff\u0000***\u00fe");
    }

    @Test
    void a_long_body_is_cut_after_hiding() {
        String body = "a".repeat(CallRecord.MAX_BODY - 4) + "abcd1234" + "b".repeat(100);
        ObjectNode record = CallRecord.request(request("https://a.example/", body.getBytes(UTF_8)));
        assertThat(record.path("body").stringValue())
                .hasSize(CallRecord.MAX_BODY)
                .endsWith("a***b");
        assertThat(record.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void the_null_character_survives() {
        ObjectNode record = CallRecord.response(answer("{\"a\":\"\\u0000\"}\u0000".getBytes(UTF_8)), List.of());
        ObjectNode again = (ObjectNode) Json.parse(Json.writeBytes(record));
        assertThat(again.path("body").stringValue()).isEqualTo("{\"a\":\"\\u0000\"}\u0000");
        assertThat(again.path("headers").path("Set-Cookie").stringValue()).isEqualTo("***");
    }

    @Test
    void an_answer_is_json_where_it_is_json() {
        assertThat(Json.write(CallRecord.body(answer("{\"n\":1.0}".getBytes(UTF_8)))))
                .isEqualTo("{\"n\":1.0}");
        assertThat(CallRecord.body(answer("\uFEFF[1]".getBytes(UTF_8))).isArray())
                .isTrue();
        assertThat(CallRecord.body(answer(new byte[0])).isNull()).isTrue();
        for (String text : List.of("<html>", "{\"a\":", "[".repeat(100_000), "true false", "\u0000", "NaN")) {
            assertThat(CallRecord.body(answer(text.getBytes(UTF_8))).stringValue())
                    .isEqualTo(text);
        }
        assertThat(CallRecord.body(answer(new byte[] {(byte) 0xff, 'a'})).stringValue())
                .isEqualTo("\uFFFDa");
    }

    @Test
    void the_curl_command_says_the_same_to_a_real_shell() throws Exception {
        String body = "it's $HOME `id` \"quoted\" \\ \u0001 é\nnext";
        ObjectNode record = CallRecord.request(request(
                "https://a.example/?q=(1)&r='",
                body.getBytes(UTF_8),
                new OutboundRequest.Header("X-It", "it's"),
                new OutboundRequest.Header("X-Empty", "")));
        String command = CallRecord.curl(record).replaceFirst("^curl", "printf '%s\\\\n'");
        Process shell = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String words = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(words)
                .isEqualTo(
                        "--globoff\n-X\nPOST\nhttps://a.example/?q=(1)&r='\n-H\nX-It: it's\n-H\nX-Empty;\n--data-raw\n"
                                + body + "\n");
    }
}
