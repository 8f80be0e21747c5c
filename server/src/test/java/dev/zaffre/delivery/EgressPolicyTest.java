package dev.zaffre.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
    private static final ScriptedServer CANARY =
            ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    @AfterAll
    static void nothing_ever_reached_the_canary() {
        assertThat(CANARY.connections()).isZero();
        CANARY.close();
    }

    private static Outcome call(EgressPolicy policy, String url) throws URISyntaxException {
        try (OutboundHttp http = new OutboundHttp(policy, Instant::now)) {
            URI target = new URI(url.replace("PORT", String.valueOf(CANARY.port())));
            return http.send(OutboundHttpTest.post(target, "{}")).outcome();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Loopback in every form that some library reads as one
                "http://127.0.0.1:PORT/",
                "http://127.0.0.1.:PORT/",
                "http://127.0.0.2:PORT/",
                "http://127.255.255.254:PORT/",
                "http://127.1:PORT/",
                "http://127.0.1:PORT/",
                "http://2130706433:PORT/",
                "http://2130706433.:PORT/",
                "http://0x7f000001:PORT/",
                "http://0x7f.1:PORT/",
                "http://0x7f.0.0.1:PORT/",
                "http://0X7F.0x0.0x0.0x1:PORT/",
                "http://0177.0.0.1:PORT/",
                "http://0177.1:PORT/",
                "http://017700000001:PORT/",
                "http://00000177.0.0.1:PORT/",
                "http://127.000.000.001:PORT/",
                "http://127.0.0.01:PORT/",
                "http://0:PORT/",
                "http://0.0.0.0:PORT/",
                "http://00.0.0.0:PORT/",
                "http://localhost:PORT/",
                "http://LOCALHOST:PORT/",
                "http://localhost.:PORT/",
                "http://app.localhost:PORT/",
                "http://[::1]:PORT/",
                "http://[::]:PORT/",
                "http://[0:0:0:0:0:0:0:1]:PORT/",
                "http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::ffff:7f00:1]:PORT/",
                "http://[::127.0.0.1]:PORT/",
                "http://[::7f00:1]:PORT/",
                "http://[64:ff9b::127.0.0.1]:PORT/",
                "http://[64:ff9b::7f00:1]:PORT/",
                "http://[64:ff9b:1::7f00:1]:PORT/",
                "http://[2002:7f00:1::]:PORT/",
                "http://[2001:0:7f00:1::]:PORT/",
                "http://[::1%25lo]:PORT/",
                "http://[fe80::1%25eth0]:PORT/",
                // Private, shared, special
                "http://10.0.0.1/",
                "http://10.255.255.255/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.169.254./latest/meta-data/",
                "http://2852039166/latest/meta-data/",
                "http://0xa9fea9fe/latest/meta-data/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[fd00:ec2::254]/",
                "http://100.64.0.1/",
                "http://100.127.255.255/",
                "http://192.0.0.1/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://198.18.0.1/",
                "http://198.19.255.255/",
                "http://198.51.100.1/",
                "http://203.0.113.1/",
                "http://224.0.0.1/",
                "http://239.255.255.255/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://0.1.2.3/",
                "http://[fc00::1]/",
                "http://[fd12:3456:789a::1]/",
                "http://[fe80::1]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
                "http://[2001:10::1]/",
                "http://[3fff::1]/",
                "http://[100::1]/",
                "http://[5f00::1]/",
                "http://[4000::1]/",
                // Not the address at all
                "http://user@127.0.0.1:PORT/",
                "http://example.com:80@127.0.0.1:PORT/",
                "http://user:pass@93.184.216.34/",
                "http://@93.184.216.34/",
                "http://1.1.1.1:22/",
                "http://1.1.1.1:25/",
                "http://1.1.1.1:0/",
                "http://1.1.1.1:65536/",
                "ftp://1.1.1.1/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:PORT/",
                "jar:http://127.0.0.1!/",
                "http:127.0.0.1",
                "http:///path",
                "//127.0.0.1:PORT/",
                "http://127。0。0。1:PORT/",
                "http://①②⑦.0.0.1:PORT/",
                "http://exa_mple.com/",
                "http://example.com../",
                "http://-a.example/"
            })
    void is_refused_without_a_connection(String url) throws URISyntaxException {
        assertThat(call(new EgressPolicy(false), url)).isInstanceOf(Outcome.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://0.0.0.0:PORT/",
                "http://2130706433:PORT/",
                "http://10.0.0.1/",
                "http://169.254.169.254/",
                "http://[::]:PORT/",
                "http://[fe80::1]/",
                "http://[64:ff9b::7f00:1]:PORT/"
            })
    void allowing_loopback_allows_nothing_else(String url) throws URISyntaxException {
        assertThat(call(new EgressPolicy(true), url)).isInstanceOf(Outcome.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com/v1?x=1",
                "https://api.example.com./",
                "http://example.com:8080/",
                "https://93.184.216.34/",
                "https://[2606:2800:220:1::1]/",
                "https://xn--bcher-kva.example/",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://3com.example/"
            })
    void public_addresses_are_let_through(String url) {
        assertThat(new EgressPolicy(false).refusal(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "169.254.169.254",
                "::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "100.64.1.1",
                "0.0.0.0"
            })
    void a_name_is_refused_for_any_address_that_is_not_public(String address) throws Exception {
        InetAddress bad = InetAddress.ofLiteral(address);
        InetAddress good = InetAddress.ofLiteral("93.184.216.34");
        for (InetAddress[] answer : List.of(new InetAddress[] {bad}, new InetAddress[] {good, bad})) {
            EgressPolicy policy = new EgressPolicy(false, host -> answer);
            assertThat(call(policy, "http://rebound.example:PORT/")).isInstanceOf(Outcome.Blocked.class);
        }
    }

    @Test
    void a_name_whose_addresses_change_is_asked_once_and_called_where_it_was_checked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<String> given = new java.util.concurrent.CopyOnWriteArrayList<>();
        // Public at first, then the canary's: whoever asks again between check and use is caught.
        EgressPolicy policy = new EgressPolicy(false, host -> {
            String address = asked.incrementAndGet() % 2 == 1 ? "192.0.3.1" : "127.0.0.1";
            given.add(address);
            return new InetAddress[] {InetAddress.ofLiteral(address)};
        });
        var quick = new OutboundHttp.Limits(
                java.time.Duration.ofMillis(300),
                java.time.Duration.ofMillis(600),
                java.time.Duration.ofMillis(600),
                1024,
                1024,
                10,
                10);
        try (OutboundHttp http = new OutboundHttp(policy, Instant::now, quick)) {
            URI target = URI.create("http://rebound.example:" + CANARY.port() + "/");
            assertThat(http.send(OutboundHttpTest.post(target, "{}")).outcome())
                    .isNotInstanceOfAny(Outcome.Delivered.class, Outcome.Blocked.class);
            assertThat(given).containsExactly("192.0.3.1");
            assertThat(http.send(OutboundHttpTest.post(target, "{}")).outcome()).isInstanceOf(Outcome.Blocked.class);
            assertThat(given).containsExactly("192.0.3.1", "127.0.0.1");
        }
    }

    @Test
    void proxies_of_the_environment_are_not_used() throws Exception {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(CANARY.port()));
        try (var app = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            EgressPolicy policy = new EgressPolicy(true);
            assertThat(call(policy, "http://127.0.0.1:" + app.port() + "/")).isEqualTo(new Outcome.Delivered(200));
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    @Test
    void the_host_header_keeps_the_name() throws UnknownHostException {
        try (var app = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                OutboundHttp http = new OutboundHttp(
                        new EgressPolicy(true, host -> new InetAddress[] {InetAddress.getLoopbackAddress()}),
                        Instant::now)) {
            URI url = URI.create("http://crm.example:" + app.port() + "/");
            assertThat(http.send(OutboundHttpTest.post(url, "")).outcome()).isEqualTo(new Outcome.Delivered(200));
            assertThat(app.requests().getFirst()).contains("Host: crm.example:" + app.port());
            assertThat(Optional.of(app.connections())).contains(1);
        }
    }
}
