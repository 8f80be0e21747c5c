package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.press;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.zaffre.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a customer sees: Chromium, a company's own page, a real provider's pages, and the packaged server behind them. */
class BrowserTest {
    private static final Path CLIENTS = Path.of("clients");
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");
    private static final int PHONE = 380;

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static Provider provider;
    private static ServerProcess server;
    private static Pages product;
    private static String base;
    private static Api company;
    private static Api acme;
    private static String workflow;

    private BrowserContext visitor;
    private Page page;
    private final List<String> addresses = new ArrayList<>();

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        NodePackages.install(CLIENTS);
        int port = ServerProcess.freePort();
        provider = Provider.start("openid.js", "http://127.0.0.1:" + port + "/api/v1/contacts/callback");
        Path data = folder.resolve("data");
        server = ServerProcess.up(data, port);
        base = server.awaitReady();
        company = new Api(base, Map.of("x-api-key", ServerProcess.apiKey(data, "test")));
        company.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"acme\",\"name\":\"Acme\"}");
        acme = company.with("linked_account_id", "acme");
        provider.offer(company);
        workflow = company.addOn("Counted", "contacts", false);
        product = product();
    }

    /** A page whose own backend asks for the address, and one that runs the published client. */
    private static Pages product() {
        String token = company.ok("POST", "/api/v2/public/session-token", "{\"linked_account_id\":\"acme\"}")
                .get("token")
                .asString();
        String withClient = """
                <!doctype html><title>With the client</title><button>Connect</button><p id="answer"></p>
                <script>var exports = {};</script><script src="/cobalt.js"></script>
                <script>
                const client = new exports.Cobalt({ baseUrl: "%s", token: "%s" });
                const show = (text) => { document.querySelector("#answer").textContent = text; };
                document.querySelector("button").onclick = () =>
                  client.connect("contacts").then((answer) => show("answer: " + answer), (error) => show(error.message));
                </script>
                """.formatted(base, token);
        return new Pages()
                .put("/own", () -> """
                        <!doctype html><title>The product</title><button>Connect</button><p id="answer"></p>
                        <script>
                        document.querySelector("button").onclick = async () => {
                          const popup = window.open(await (await fetch("/where")).text(), "connect", "width=480,height=640");
                          const timer = setInterval(async () => {
                            if (popup.closed) {
                              clearInterval(timer);
                              document.querySelector("#answer").textContent = await (await fetch("/connected")).text();
                            }
                          }, 50);
                        };
                        </script>
                        """)
                .put("/where", BrowserTest::where)
                .put("/connected", () -> "connected: " + connected())
                .put("/client", () -> withClient)
                .put("/cobalt.js", () -> read(CLIENTS.resolve("node_modules/@cobaltio/cobalt-js/cobalt.js")));
    }

    @BeforeEach
    void open_a_browser() {
        visitor = chromium.visitor();
        visitor.onRequest(request -> addresses.add(request.url()));
        page = visitor.newPage();
    }

    @AfterEach
    void leave() {
        visitor.close();
        if (connected()) {
            acme.ok("DELETE", "/api/v2/public/linked-account/integration/contacts", null);
        }
    }

    @AfterAll
    static void stop() {
        Closing.all(chromium, provider, server, product);
    }

    private static String where() {
        return acme.ok("GET", "/api/v2/public/linked-account/integration/oauth-url/contacts", null)
                .get("auth_url")
                .asString();
    }

    private static boolean connected() {
        return acme.ok("GET", "/api/v2/public/application/contacts", null)
                .path("connected")
                .asBoolean();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_customer_connects_from_the_companys_page_and_the_window_closes_itself() {
        page.navigate(product.origin() + "/own");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        Provider.signIn(popup);
        popup.waitForClose(() -> press(popup, "Continue"));
        assertThat(page.locator("#answer")).hasText("connected: true");
        assertThat(visitor.pages()).containsExactly(page);
    }

    @Test
    void a_customer_who_says_no_reads_so_and_nothing_is_connected() {
        page.navigate(product.origin() + "/own");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        Provider.signIn(popup);
        popup.getByText("Cancel").click();
        assertThat(heading(popup, "Not connected")).isVisible();
        assertThat(popup.getByText("The access was not allowed. Nothing was connected."))
                .isVisible();
        assertThat(popup.content()).doesNotContain(state(callback()), "access_denied", "<script");
        popup.close();
        assertThat(page.locator("#answer")).hasText("connected: false");
    }

    @Test
    void without_a_window_of_its_own_the_page_stays_and_its_address_was_good_once() {
        page.navigate(where());
        Provider.signIn(page);
        press(page, "Continue");
        assertThat(heading(page, "Contacts is connected")).isVisible();
        String callback = callback();
        String state = state(callback);
        String code = callback.replaceAll(".*[?&]code=([^&]+).*", "$1");
        assertThat(page.content()).doesNotContain(state, code);
        // Nor in the address, and so not in the history.
        assertThat(page).hasURL(base + "/api/v1/contacts/callback");
        assertThat(connected()).isTrue();

        assertThat(page.navigate(callback).status()).isEqualTo(400);
        assertThat(page.getByText("This link was used already")).isVisible();
        assertThat(page.content()).doesNotContain(state, code);
        assertThat(connected()).isTrue();
    }

    @Test
    void markup_in_a_providers_words_stays_words() {
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        String words = "<img src=/x onerror=alert(1)><script>alert(2)</script><style>body{display:none}</style>"
                + "<a href=\"javascript:alert(3)\">again</a>";
        page.navigate(base + "/api/v1/contacts/callback?state=" + state(where())
                + "&error=server_error&error_description=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        assertThat(page.getByText(words)).isVisible();
        assertThat(page.locator("img, script, a")).hasCount(0);
        // Even if it had become an element: the page's policy lets none run.
        page.evaluate("""
                () => {
                  const script = document.createElement("script");
                  script.textContent = "document.title = 'ran'";
                  document.body.append(script);
                }
                """);
        assertThat(page).hasTitle("Not connected");
        assertThat(dialogs).isEmpty();
        assertThat(addresses).hasSize(1);
    }

    @Test
    void both_endings_can_be_read_on_a_phone_by_day_and_by_night() {
        BrowserContext phone = chromium.visitor(new Browser.NewContextOptions().setViewportSize(PHONE, 560));
        try (phone) {
            Page small = phone.newPage();
            small.navigate(where());
            Provider.signIn(small);
            press(small, "Continue");
            assertThat(heading(small, "Contacts is connected")).isVisible();
            Look.at(small, "callback-connected");
            small.navigate(base + "/api/v1/contacts/callback?state=" + state(where())
                    + "&error=temporarily_unavailable&error_description=" + "Maintenance".repeat(9));
            assertThat(heading(small, "Not connected")).isVisible();
            Look.at(small, "callback-not-connected");
        }
    }

    /** What the published client answers in the page. */
    private static JsonNode client(Page page, String call) {
        return Json.read(page.evaluate("async () => JSON.stringify(await client." + call + " ?? null)")
                .toString());
    }

    @Test
    void the_published_client_connects_configures_enables_and_leaves_in_a_page_of_another_origin() {
        allow("test", product.origin());
        try {
            page.navigate(product.origin() + "/client");
            assertThat(client(page, "getApp('contacts')").get("connected").asBoolean())
                    .isFalse();
            Page popup = page.waitForPopup(() -> press(page, "Connect"));
            Provider.signIn(popup);
            popup.waitForClose(() -> press(popup, "Continue"));
            assertThat(page.locator("#answer")).hasText("answer: true");

            assertThat(client(page, "config({slug: 'contacts', labels: []})")
                            .at("/workflows/0/enabled")
                            .asBoolean())
                    .isFalse();
            JsonNode updated = client(
                    page,
                    "updateConfig({slug: 'contacts', config_id: 'acme', fields: {}, workflows: [{id: '" + workflow
                            + "', enabled: true, fields: {}}]})");
            assertThat(updated.at("/workflows/0/enabled").asBoolean()).isTrue();
            acme.ok("POST", "/api/v2/public/event", "{\"event\":\"Counted\",\"payload\":{\"number\":7}}");
            await().untilAsserted(() -> assertThat(
                            provider.control("{}").at("/calls/0/body/number").asInt())
                    .isEqualTo(7));

            client(page, "disconnect('contacts')");
            assertThat(client(page, "getApp('contacts')").get("connected").asBoolean())
                    .isFalse();
        } finally {
            allow("test");
        }
    }

    @Test
    void a_window_that_the_customer_closes_is_a_no_for_the_published_client() {
        page.navigate(product.origin() + "/client");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        popup.close();
        assertThat(page.locator("#answer")).hasText("answer: false");
    }

    @Test
    void a_page_of_an_origin_that_is_not_allowed_gets_nothing() {
        String question = "() => client.getApp('contacts').then((app) => app.slug, (error) => error.message)";
        List<String> console = new ArrayList<>();
        page.onConsoleMessage(message -> console.add(message.text()));
        page.navigate(product.origin() + "/client");
        assertThat(page.evaluate(question)).isEqualTo("contacts");
        allow("test", "https://app.example.com");
        try {
            // The other environment takes pages of everywhere: the browser asks, and the server says no.
            await().untilAsserted(() -> assertThat(page.evaluate(question)).isEqualTo("Forbidden"));
            allow("production", "https://app.example.com");
            await().untilAsserted(() -> assertThat(page.evaluate(question)).isEqualTo("Failed to fetch"));
            assertThat(console).anySatisfy(line -> assertThat(line).contains(base, "blocked by CORS policy"));
        } finally {
            allow("production");
            allow("test");
        }
    }

    private static void allow(String environment, String... origins) {
        new Api(base, Map.of("x-api-key", ServerProcess.apiKey(folder.resolve("data"), environment)))
                .ok(
                        "PUT",
                        "/api/v2/public/allowed-origins",
                        Json.write(Json.object().set("origins", Json.MAPPER.valueToTree(List.of(origins)))));
    }

    /** Where the provider sent the customer back to. */
    private String callback() {
        return addresses.stream()
                .filter(address -> address.startsWith(base + "/api/v1/contacts/callback?"))
                .findFirst()
                .orElseThrow();
    }

    private static String state(String address) {
        Matcher found = STATE.matcher(address);
        assertThat(found.find()).as(address).isTrue();
        return found.group(1);
    }
}
