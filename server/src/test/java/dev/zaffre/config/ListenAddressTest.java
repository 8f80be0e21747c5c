package dev.zaffre.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
    private static Settings.Server at(String host, int port) {
        return new Settings.Server(host, port, "");
    }

    @Test
    void a_url_holds_names_and_addresses_of_both_kinds() {
        assertThat(ListenAddress.url("127.0.0.1", 7400)).hasToString("http://127.0.0.1:7400");
        assertThat(ListenAddress.url("zaffre.internal", 80)).hasToString("http://zaffre.internal:80");
        assertThat(ListenAddress.url("::1", 7400)).hasToString("http://[::1]:7400");
    }

    @Test
    void others_reach_it_as_it_was_set() {
        assertThat(ListenAddress.publicUrl(at("::1", 0), 7400)).isEqualTo("http://[::1]:7400");
        assertThat(ListenAddress.publicUrl(new Settings.Server("::1", 0, "https://zaffre.example.com"), 7400))
                .isEqualTo("https://zaffre.example.com");
    }

    @Test
    void a_port_can_be_had_when_nobody_listens_there() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            assertThatThrownBy(() -> ListenAddress.check(at("127.0.0.1", other.getLocalPort())))
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
        assertThatCode(() -> ListenAddress.check(at("127.0.0.1", port))).doesNotThrowAnyException();
        assertThatCode(() -> ListenAddress.check(at("127.0.0.1", 0))).doesNotThrowAnyException();
    }

    @Test
    void a_host_is_one_of_this_machine() {
        // Kept for documentation (RFC 5737): no machine has it.
        assertThatThrownBy(() -> ListenAddress.check(at("192.0.2.7", 0)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("192.0.2.7");
        assertThatThrownBy(() -> ListenAddress.check(at("not a host", 0)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("not a host");
    }
}
