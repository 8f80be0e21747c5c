package dev.zaffre.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ListenerTest {
    private final Caller caller =
            new Caller(new EnvironmentId(Ids.next()), "test", Ids.next(), Ids.next(), Ids.next(), null);
    private final LiveFilter all =
            new LiveFilter(EnumSet.allOf(LiveFilter.Kind.class), null, null, null, null, List.of(), null, null, null);
    private final Listener listener = new Listener(caller, all);

    private String written(Duration atMost) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        listener.write(
                new Stream.Output() {
                    @Override
                    public void send(byte[] bytes) {
                        text.append(new String(bytes, StandardCharsets.UTF_8));
                    }

                    @Override
                    public boolean isAllowed() {
                        return true;
                    }
                },
                atMost);
        return text.toString();
    }

    @Test
    void the_last_message_of_a_look_carries_its_number() throws Exception {
        listener.offer(List.of("event: a\ndata: 1\n\n", "event: b\ndata: 2\n\n"), 7);
        assertThat(written(Duration.ofMillis(50))).isEqualTo("event: a\ndata: 1\n\nevent: b\ndata: 2\nid: 7\n\n");
    }

    @Test
    void a_client_that_does_not_keep_up_is_told_to_read_again_and_left() throws Exception {
        for (int i = 0; i < 1000; i++) {
            listener.offer(List.of("event: a\ndata: " + "x".repeat(1000) + "\n\n"), i);
        }
        assertThat(written(Duration.ofSeconds(10)))
                .startsWith("event: reset\n")
                .contains("slower")
                .endsWith("id: 999\n\n")
                .doesNotContain("xxx");
    }
}
