package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.alert;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.group;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.loading;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.places;
import static dev.zaffre.e2e.Find.text;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** People in a browser: how they get in, what each role sees, and what pages of others get. */
class SignInPagesTest extends ConsoleStories {
    private static final String PASSWORD = "another sentence nobody guesses";

    /** What is read of the server at that address, or how it was refused, line by line. */
    private static final String TRIES = """
            async (base) => {
              const tries = [
                () => fetch(base + '/api/v2/console/session', { credentials: 'include' }).then((a) => a.json()),
                () => fetch(base + '/api/v2/public/linked-account', { credentials: 'include',
                  headers: { 'x-zaffre-environment': 'test' } }).then((a) => a.json()),
                () => fetch(base + '/api/v2/public/linked-account', { method: 'POST', credentials: 'include',
                  headers: { 'content-type': 'text/plain' }, body: '{"linked_account_id":"forged"}' }).then((a) => a.json()),
              ];
              const answers = [];
              for (const one of tries) {
                answers.push(await one().then((body) => 'READ ' + JSON.stringify(body), (failure) => 'refused'));
              }
              return answers.join('\\n');
            }""";

    /** Everybody changes what is theirs. */
    private static final String THEIR_OWN = "Your account";

    private static final List<String> TITLES = List.of(
            "Home",
            "Linked accounts",
            "Apps",
            "Workflows",
            "Try API",
            "Setup",
            "Events",
            "Webhooks",
            "Executions",
            "Received events",
            "Webhook deliveries",
            THEIR_OWN);

    /** Words of buttons that change something. */
    private static final Pattern WRITING = Pattern.compile(
            "^(new|create|add|invite|import|save|delete|remove|revoke|publish|connect|disconnect|allow|block|enable|disable|run|send)\\b",
            Pattern.CASE_INSENSITIVE);

    /** Invites in the page; returns the link that is shown. */
    private static String invite(Page users, String email, String role) {
        button(users, "Invite user").click();
        input(users, "Email").fill(email);
        named(users, AriaRole.RADIO, role).check();
        button(users, "Make a one-time link").click();
        Locator link = group(users, "the link");
        String url = link.textContent().strip();
        button(users, "Done").click();
        return url;
    }

    private static Page setPassword(String link) {
        Page page = world.visitor().newPage();
        page.navigate(link);
        input(page, "New password").fill(PASSWORD);
        button(page, "Set password and sign in").click();
        assertThat(places(page).first()).isVisible();
        return page;
    }

    @Test
    void an_invited_viewer_sets_a_password_sees_every_page_and_no_control_that_writes() {
        Page users = world.owner("/settings/users");
        Look.at(users, "users");
        String link = invite(users, "viewer@example.com", "Viewer");
        assertThat(users.getByText("viewer@example.com")).isVisible();

        Page page = world.visitor().newPage();
        page.navigate(link);
        assertThat(page.getByText("For viewer@example.com")).isVisible();
        assertThat(page.url()).as("the token stays nowhere").endsWith("/console/set-password");
        Look.at(page, "set-password");
        input(page, "New password").fill("aaaaaaaaaaaaaaaa");
        button(page, "Set password and sign in").click();
        assertThat(page.getByText("is one of the first that anybody would try")).isVisible();
        input(page, "New password").fill(PASSWORD);
        input(page, "New password").press("Enter");

        Locator places = places(page);
        assertThat(places).hasCount(TITLES.size());
        for (int index = 0; index < TITLES.size(); index++) {
            places.nth(index).click();
            assertThat(places.nth(index)).hasAttribute("aria-current", "page");
            assertThat(title(page)).hasText(TITLES.get(index));
            assertThat(loading(page)).hasCount(0);
            Locator writing = named(page.locator("main"), AriaRole.BUTTON, WRITING)
                    .or(named(page.locator("main"), AriaRole.LINK, WRITING));
            if (!TITLES.get(index).equals(THEIR_OWN)) {
                assertThat(writing.allTextContents()).as(TITLES.get(index)).isEmpty();
            }
        }
        Map<?, ?> refused = (Map<?, ?>) page.evaluate("""
                async () => {
                  const session = await (await fetch('/api/v2/console/session')).json();
                  const answer = await fetch('/api/v2/public/linked-account', { method: 'POST',
                    headers: { 'x-csrf-token': session.csrf_token, 'x-zaffre-environment': 'test', 'content-type': 'application/json' },
                    body: '{"linked_account_id":"by-a-viewer"}' });
                  return { status: answer.status, body: await answer.text() };
                }""");
        assertThat(refused.get("status")).isEqualTo(403);
        assertThat(refused.get("body").toString()).contains("This needs the role DEVELOPER, yours is VIEWER");
    }

    @Test
    void a_link_that_was_used_says_so_and_leads_to_the_sign_in_page() {
        Page users = world.owner("/settings/users");
        String link = invite(users, "twice@example.com", "Developer");
        setPassword(link);
        Page again = world.visitor().newPage();
        again.navigate(link);
        assertThat(again.getByText("This link cannot be used")).isVisible();
        again.getByText("To the sign-in page").click();
        assertThat(heading(again, "Sign in to Zaffre")).isVisible();
        again.context().close();
    }

    @Test
    void wrong_passwords_are_said_to_be_wrong_until_the_address_is_locked() {
        Page page = world.visitor().newPage();
        page.navigate(world.base() + "/console/sign-in");
        for (int attempt = 0; attempt < 5; attempt++) {
            input(page, "Email").fill("locked@example.com");
            input(page, "Password").fill("not this one");
            input(page, "Password").press("Enter");
            assertThat(alert(page)).hasText("The email or the password is wrong.");
            assertThat(input(page, "Password")).hasValue("");
            assertThat(input(page, "Password")).isFocused();
        }
        input(page, "Password").fill("not this one");
        button(page, "Sign in").click();
        assertThat(page.getByText("Sign-in is locked for a while")).isVisible();
        assertThat(page.getByText("try again in 15 minutes")).isVisible();
        Look.at(page, "sign-in-locked");
    }

    @Test
    void an_api_key_is_shown_once_works_and_is_revoked() throws IOException {
        Page page = world.owner("/developer/setup");
        assertThat(page.getByText("first key")).isVisible();
        Look.at(page, "setup");
        button(page, "Create API key").click();
        input(page, "What is it for?").fill("Billing");
        button(dialog(page), "Create API key").click();
        Locator shown = group(page, "the API key");
        String key = shown.textContent().strip();
        assertThat(key).startsWith("zf_test_");
        Api billing = new Api(world.base(), Map.of("x-api-key", key));
        billing.ok("GET", "/api/v2/public/linked-account", null);
        button(page, "I have kept it").click();
        assertThat(shown).isHidden();
        assertThat(page.getByText(key)).hasCount(0);

        button(page, "Revoke Billing").click();
        button(dialog(page), "Revoke").click();
        assertThat(text(page, "Revoked")).isVisible();
        assertThat(billing.send("GET", "/api/v2/public/linked-account", null).status())
                .isEqualTo(401);
    }

    @Test
    void allowed_origins_are_edited_and_a_wrong_one_is_marked() {
        Page page = world.owner("/developer/setup");
        input(page, "Allow another page").fill("app.example.com");
        button(page, "Allow").click();
        assertThat(page.getByText("must be an origin such as")).isVisible();
        input(page, "Allow another page").fill("https://app.example.com");
        button(page, "Allow").click();
        Locator remove = button(page, "Remove https://app.example.com");
        remove.click();
        assertThat(remove).hasCount(0);
        assertThat(page.getByText("Every page may call: the list is empty.")).isVisible();
    }

    @Test
    void people_change_their_name_and_password_and_end_their_other_sessions() {
        Page users = world.owner("/settings/users");
        Page page = setPassword(invite(users, "changes@example.com", "Developer"));
        Page other = world.signedIn("changes@example.com", PASSWORD, "/settings/profile");
        page.navigate(world.base() + "/console/test/settings/profile");
        assertThat(page.getByText("This one")).isVisible();
        Look.at(page, "profile");
        input(page, "Your name").fill("<img src=x onerror=alert(1)>");
        button(page, "Save").click();
        assertThat(page.getByText("Saved")).isVisible();
        button(page, "Sign out").first().click();
        assertThat(page.getByText("The session has ended")).isVisible();
        other.reload();
        assertThat(heading(other, "Sign in to Zaffre")).isVisible();

        input(page, "Current password").fill("not this one at all");
        input(page, "New password").fill("a third sentence nobody guesses");
        button(page, "Change password").click();
        assertThat(page.getByText("This is not your current password.")).isVisible();
        input(page, "Current password").fill(PASSWORD);
        button(page, "Change password").click();
        assertThat(page.getByText("The password is changed").first()).isVisible();
        world.signedIn("changes@example.com", "a third sentence nobody guesses", "/");

        // What somebody calls oneself is text on everybody's pages.
        users.reload();
        assertThat(users.getByText("<img src=x onerror=alert(1)>").first()).isVisible();
        assertThat(users.locator("main img")).hasCount(0);
    }

    @Test
    void the_companys_name_is_text_wherever_it_stands() {
        Page page = world.owner("/settings/organization");
        Look.at(page, "organization");
        input(page, "Name of the company").fill("<b>Acme</b>");
        button(page, "Save").click();
        assertThat(page.getByRole(AriaRole.BANNER)).containsText("<b>Acme</b>");
    }

    /** The form is sent, and its answer shown: a page of another site may ask for that much. */
    private static String forgery() {
        return """
                <!doctype html><title>Elsewhere</title>
                <form method="post" enctype="text/plain" action="%s/api/v2/public/linked-account">
                <input name='{"linked_account_id":"forged","x":"' value='"}'><button>Win</button></form>
                """.formatted(world.base());
    }

    @Test
    void a_page_of_another_site_can_neither_write_nor_read_for_who_is_signed_in() throws IOException {
        Page owner = world.owner("/settings/profile");
        assertThat(owner.getByText("This one")).isVisible();
        try (Pages elsewhere = new Pages().put("/", SignInPagesTest::forgery)) {
            Page evil = owner.context().newPage();
            evil.navigate(elsewhere.otherSite());
            assertThat(evil.evaluate(TRIES, world.base())).isEqualTo("refused\nrefused\nrefused");
            evil.getByText("Win").click();
            assertThat(evil).hasURL(world.base() + "/api/v2/public/linked-account");
            assertThat(evil.content()).doesNotContain("\"_id\"");
            assertThat(world.company()
                            .send("GET", "/api/v2/public/linked-account/forged", null)
                            .status())
                    .isEqualTo(404);
            owner.reload();
            assertThat(owner.getByText("This one")).isVisible();
        }
        // The browser says so itself when it refuses.
        assertThat(world.complaints()).isNotEmpty().allMatch(text -> text.contains("CORS"));
    }
}
