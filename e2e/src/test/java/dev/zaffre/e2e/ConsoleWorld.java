package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dev.zaffre.base.Json;
import dev.zaffre.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fresh server with its owner, the sandbox's apps and a browser: what every test of the console begins with. */
final class ConsoleWorld implements AutoCloseable {
    static final String PASSWORD = "a long sentence nobody guesses";

    /** What a page may say when a call fails on purpose: browsers log every refused call by themselves. */
    private static final String REFUSED_CALL = "Failed to load resource";

    private final Chromium chromium;
    private final ServerProcess server;
    private final Sandbox sandbox;
    private final Path data;
    private final String base;
    private final String owner;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<BrowserContext> visitors = new CopyOnWriteArrayList<>();

    private ConsoleWorld(Chromium chromium, ServerProcess server, Sandbox sandbox, Path data) {
        this.chromium = chromium;
        this.server = server;
        this.sandbox = sandbox;
        this.data = data;
        this.base = server.awaitReady();
        this.owner = ServerProcess.credentials(data).at("/console/owner").asString();
    }

    /** @param more arguments of the server */
    static ConsoleWorld start(Path folder, String... more) {
        ConsoleWorld world = untouched(folder, more);
        world.setPassword();
        return world;
    }

    /** As {@link #start}, before anybody has used the link of the first start. */
    static ConsoleWorld untouched(Path folder, String... more) {
        Chromium chromium = Chromium.start();
        Path data = folder.resolve("data");
        return new ConsoleWorld(chromium, ServerProcess.up(data, 0, more), Sandbox.start(0), data);
    }

    /** As the owner does it with the link of the first start. */
    private void setPassword() {
        String link = setPasswordLink();
        String token = link.substring(link.indexOf("#token=") + "#token=".length());
        new Api(base, Map.of())
                .ok(
                        "POST",
                        "/api/v2/console/password/link",
                        "{\"token\":\"" + token + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    String setPasswordLink() {
        return ServerProcess.credentials(data).at("/console/set_password_url").asString();
    }

    String base() {
        return base;
    }

    String ownersEmail() {
        return owner;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    ServerProcess server() {
        return server;
    }

    Chromium chromium() {
        return chromium;
    }

    /** The company's backend in the test environment. */
    Api company() {
        return new Api(base, Map.of("x-api-key", ServerProcess.apiKey(data, "test")));
    }

    /** Makes a linked account that has connected the sandbox's CRM. */
    Api accountWithCrm(String account, String name) {
        company()
                .ok(
                        "POST",
                        "/api/v2/public/linked-account",
                        "{\"linked_account_id\":\"" + account + "\",\"name\":\"" + name + "\"}");
        Api customer = company().with("linked_account_id", account);
        customer.ok(
                "PUT",
                "/api/v2/public/linked-account/integration/save-key-credentials/sandbox-crm",
                "{\"server_url\":\"" + sandbox.url() + "\",\"api_key\":\"" + Sandbox.CRM_KEY + "\"}");
        return customer;
    }

    /** A page of the console, the owner signed in, in the test environment: {@code path} is such as {@code /developer/events}. */
    Page owner(String path) {
        return signedIn(owner, PASSWORD, path);
    }

    /** A page of the console, seen by somebody who may only look. */
    Page viewer(String path) {
        APIRequestContext asOwner = visitor().request();
        String session = asOwner.post(
                        base + "/api/v2/console/session",
                        RequestOptions.create().setData(Map.of("email", owner, "password", PASSWORD)))
                .text();
        String email = "viewer-" + System.nanoTime() + "@example.com";
        APIResponse invited = asOwner.post(
                base + "/api/v2/console/users",
                RequestOptions.create()
                        .setHeader(
                                "x-csrf-token",
                                Json.read(session).path("csrf_token").asString())
                        .setData(Map.of("email", email, "role", "VIEWER")));
        assertThat(invited.status()).as(invited.text()).isEqualTo(200);
        String link = invited.text().replaceFirst("(?s).*#token=([^\"]+)\".*", "$1");
        new Api(base, Map.of())
                .ok(
                        "POST",
                        "/api/v2/console/password/link",
                        "{\"token\":\"" + link + "\",\"password\":\"" + PASSWORD + "\"}");
        return signedIn(email, PASSWORD, path);
    }

    /** A browser of its own in which somebody is signed in. */
    Page signedIn(String email, String password, String path) {
        BrowserContext context = visitor();
        APIResponse answer = context.request()
                .post(
                        base + "/api/v2/console/session",
                        RequestOptions.create().setData(Map.of("email", email, "password", password)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Page page = context.newPage();
        page.navigate(base + "/console/test" + path);
        return page;
    }

    /** A browser with nothing in it; what its pages complain of is kept for {@link #complaints}. */
    BrowserContext visitor() {
        BrowserContext context = chromium.visitor(new Browser.NewContextOptions()
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB")
                .setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setViewportSize(1280, 800));
        visitors.add(context);
        context.onClose(visitors::remove);
        context.onWebError(error -> complaints.add(error.error()));
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith(REFUSED_CALL)) {
                complaints.add(message.text());
            }
        });
        return context;
    }

    /** Of everybody. */
    void closePages() {
        visitors.forEach(BrowserContext::close);
    }

    /** Errors of scripts and everything that the Content-Security-Policy stopped, of all pages since the last call. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    @Override
    public void close() {
        try (chromium;
                server;
                sandbox) {
            assertThat(complaints()).as("what pages complained of").isEmpty();
        }
    }
}
