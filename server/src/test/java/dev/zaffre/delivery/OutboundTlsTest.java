package dev.zaffre.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.zaffre.base.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Real TLS with certificates made on the spot; what is trusted is told to the JVM as an operator would tell it. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class OutboundTlsTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    private Path folder;

    @BeforeEach
    @AfterEach
    void trustAsUsual() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_PASSWORD);
    }

    @Test
    void an_app_with_a_trusted_certificate_for_its_name_is_called() throws Exception {
        Path own = certificate("own", "san=dns:localhost");
        trust(own);
        assertThat(outcome(own)).isEqualTo(new Outcome.Delivered(200));
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
        assertThat(outcome(certificate("own", "san=dns:localhost")))
                .isEqualTo(new Outcome.Unreachable("TLS failure: the app's certificate is not trusted"));
    }

    @Test
    void a_certificate_for_another_host_is_refused_though_it_is_trusted() throws Exception {
        Path other = certificate("other", "san=dns:elsewhere.example");
        trust(other);
        assertThat(outcome(other))
                .isEqualTo(new Outcome.Unreachable("TLS failure: the app's certificate is for another host"));
    }

    @Test
    void a_certificate_that_is_past_its_time_is_refused_though_it_is_trusted() throws Exception {
        Path old = certificate("old", "san=dns:localhost", "-startdate", "-30d", "-validity", "10");
        trust(old);
        assertThat(outcome(old))
                .isEqualTo(new Outcome.Unreachable("TLS failure: the app's certificate is not valid today"));
    }

    private static Outcome outcome(Path certificate) throws Exception {
        HttpsServer app = server(certificate);
        app.start();
        try (var http = new OutboundHttp(new EgressPolicy(true), Clock.system())) {
            URI url = URI.create("https://localhost:" + app.getAddress().getPort() + "/contacts");
            Exchange exchange = http.send(OutboundHttpTest.post(url, "{\"first_name\":\"Ann\"}"));
            if (exchange.outcome() instanceof Outcome.Delivered) {
                assertThat(new String(Objects.requireNonNull(exchange.answer()).body(), UTF_8))
                        .isEqualTo("{\"first_name\":\"Ann\"}");
            }
            return exchange.outcome();
        } finally {
            app.stop(0);
        }
    }

    /** Answers with what it was sent. */
    private static HttpsServer server(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(certificate)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        keys.deleteEntry("authority");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return server;
    }

    private static void trust(Path certificate) {
        System.setProperty(
                TRUST_STORE, certificate.resolveSibling("authority.p12").toString());
        System.setProperty(TRUST_PASSWORD, PASSWORD);
    }

    /** A key with a certificate that an authority of our own has signed; the authority's stands in a file beside it. */
    private Path certificate(String name, String extension, String... more) throws Exception {
        Path authority = folder.resolve("authority.p12");
        keytool(authority, "authority", "-ext", "bc:c");
        Path store = Files.copy(authority, folder.resolve(name + ".p12"));
        List<String> signed = new ArrayList<>(List.of("-signer", "authority", "-ext", extension));
        signed.addAll(List.of(more));
        keytool(store, name, signed.toArray(String[]::new));
        return store;
    }

    private static void keytool(Path store, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(output).isZero();
    }
}
