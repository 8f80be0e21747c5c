package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.option;
import static dev.zaffre.e2e.Find.places;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What frames every page of the console: files and their headers, side bar, environment, keyboard, what is not there. */
class ShellPagesTest extends ConsoleStories {
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+\\.(?:js|css))\"");

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(world.base() + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @Test
    void files_are_kept_for_ever_and_pages_never_and_both_come_compressed_as_the_browser_can_take_it()
            throws Exception {
        HttpResponse<byte[]> page = get("/console/test/developer/events");
        String html = new String(page.body(), StandardCharsets.UTF_8);
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
        Matcher assets = ASSET.matcher(html);
        List<String> found = new ArrayList<>();
        while (assets.find()) {
            found.add(assets.group(1));
        }
        assertThat(found).hasSizeGreaterThan(2);
        for (String path : found) {
            HttpResponse<byte[]> plain = get(path);
            assertThat(plain.headers().firstValue("cache-control")).contains("public, max-age=31536000, immutable");
            assertThat(plain.headers().firstValue("vary")).contains("Accept-Encoding");
            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
            if (plain.body().length < 512) {
                continue;
            }
            HttpResponse<byte[]> brotli = get(path, "accept-encoding", "gzip, deflate, br, zstd");
            assertThat(brotli.headers().firstValue("content-encoding")).contains("br");
            assertThat(brotli.body().length).isLessThan(plain.body().length);
            HttpResponse<byte[]> gzip = get(path, "accept-encoding", "br;q=0, gzip;q=0.5");
            assertThat(gzip.headers().firstValue("content-encoding")).contains("gzip");
            try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
                assertThat(text.readAllBytes()).isEqualTo(plain.body());
            }
        }
        assertThat(get("/assets/nothing.js").statusCode()).isEqualTo(404);
        assertThat(get("/assets/..%2findex.html").statusCode()).isEqualTo(404);
    }

    @Test
    void the_policy_lets_nothing_run_but_the_servers_own_files() throws Exception {
        HttpResponse<byte[]> first = get("/console");
        String policy = first.headers().firstValue("content-security-policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        String second =
                get("/console").headers().firstValue("content-security-policy").orElseThrow();
        assertThat(second).as("a nonce is used once").isNotEqualTo(policy);
        HttpResponse<byte[]> root = get("/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("location")).contains("/console");
    }

    @Test
    void the_page_asks_nobody_but_the_server() {
        List<String> elsewhere = new ArrayList<>();
        Page page = world.owner("/");
        page.context().onRequest(request -> {
            if (!request.url().startsWith(world.base()) && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
            }
        });
        page.reload();
        assertThat(title(page)).isVisible();
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void the_environment_is_in_the_address_and_is_switched_at_the_top() {
        Page page = world.owner("/developer/events");
        Locator environment = field(page, "Environment");
        assertThat(environment).hasValue("Test");
        environment.click();
        option(page, "Production").click();
        assertThat(page).hasURL(world.base() + "/console/production/developer/events");
        assertThat(environment).hasValue("Production");
        page.navigate(world.base() + "/console");
        assertThat(page).hasURL(Pattern.compile(".*/console/production/?$"));
    }

    @Test
    void who_is_not_signed_in_signs_in_and_comes_back_to_where_the_link_led() {
        Page page = world.visitor().newPage();
        page.navigate(world.base() + "/console/test/developer/setup");
        assertThat(page).hasURL(Pattern.compile(".*/console/sign-in\\?to=.*"));
        Look.at(page, "sign-in");
        input(page, "Email").fill(world.ownersEmail());
        input(page, "Password").fill(ConsoleWorld.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page).hasURL(world.base() + "/console/test/developer/setup");
    }

    @Test
    void an_address_that_leads_nowhere_says_so() {
        Page page = world.owner("/nothing/here");
        assertThat(page.getByText("There is nothing at this address")).isVisible();
        page.navigate(world.base() + "/console/staging/apps");
        assertThat(page.getByText("There is nothing at this address")).isVisible();
    }

    @Test
    void the_keyboard_skips_the_side_bar_and_reaches_every_place_in_it() {
        Page page = world.owner("/");
        assertThat(title(page)).isVisible();
        page.keyboard().press("Tab");
        Locator skip = page.getByText("Skip to the content");
        assertThat(skip).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        Locator places = places(page);
        assertThat(places).hasCount(12);
        for (int index = 0; index < places.count(); index++) {
            Locator place = places.nth(index);
            place.focus();
            page.keyboard().press("Enter");
            assertThat(place).hasAttribute("aria-current", "page");
            assertThat(title(page)).isVisible();
        }
    }
}
