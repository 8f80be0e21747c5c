package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.group;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.menuItem;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.rowWith;
import static dev.zaffre.e2e.Find.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Developer > Webhooks: made, tried, switched, rotated, deleted. */
class WebhooksPagesTest extends ConsoleStories {
    private static Receiver receiver;

    @BeforeAll
    static void start() {
        receiver = Receiver.start(Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        Closing.all(receiver);
    }

    private static List<JsonNode> webhooks() {
        return world.company()
                .ok("GET", "/api/v2/public/webhook?form=list", null)
                .valueStream()
                .toList();
    }

    @Test
    void a_webhook_is_made_with_a_previewed_template_and_its_test_is_delivered() {
        Page page = world.owner("/developer/webhooks");
        assertThat(page.getByText("No webhooks yet")).isVisible();
        Look.at(page, "webhooks-none");
        link(page, "New webhook").first().click();
        button(page, "Create webhook").click();
        assertThat(input(page, "URL")).hasAttribute("aria-invalid", "true");

        input(page, "URL").fill(receiver.url() + "/hook");
        page.getByLabel("Workflow Completed").check();
        text(page, "Template").click();
        Locator template = input(page, "Body template");
        template.fill("{\"id\": {{config.folder}}}");
        assertThat(named(page, AriaRole.ALERT, "The template cannot be used"))
                .containsText("{{config.folder}} is not known here");
        template.fill("{\"id\": {{event.workflow_name}}, \"who\": \"{{linked_account_name}}\"}");
        assertThat(group(page, "Preview of the body")).containsText("\"who\": \"sample-account\"");
        button(page, "Add a header").click();
        input(page, "Name of header 1").fill("x-team");
        input(page, "Value of header 1").fill("integrations");
        Look.at(page, "webhooks-new");
        button(page, "Create webhook").click();

        Locator dialog = dialog(page);
        assertThat(dialog).containsText("whsec_");
        String secret = input(dialog, "the secret").innerText();
        button(page, "I have kept it").click();
        assertThat(heading(page, "Latest deliveries")).isVisible();
        assertThat(page.locator("body")).not().containsText(secret);
        assertThat(input(page, "Value of header 1")).hasValue("***");

        button(page, "Send test").click();
        Locator row = rowWith(page, "Workflow Completed");
        assertThat(row).containsText("Delivered");
        assertThat(row).containsText("200");
        assertThat(receiver.eventsAt("/hook")).contains("Sample workflow");
        Look.at(page, "webhooks-one");

        rotateSwitchAndDelete(page, secret);
    }

    private static void rotateSwitchAndDelete(Page page, String secret) {
        button(page, "Actions").click();
        menuItem(page, "Rotate secret").click();
        Locator dialog = dialog(page);
        button(dialog, "Rotate secret").click();
        Locator shown = input(dialog, "the secret");
        assertThat(shown).hasText(Pattern.compile("whsec_.+"));
        assertThat(shown).not().hasText(secret);
        button(page, "I have kept it").click();

        link(page, "Webhooks").last().click();
        Locator toggle = page.getByRole(AriaRole.SWITCH);
        assertThat(toggle).isChecked();
        toggle.focus();
        page.keyboard().press("Space");
        assertThat(toggle).not().isChecked();
        await().until(() -> !webhooks().getFirst().path("is_enabled").asBoolean(true));
        Look.at(page, "webhooks");

        link(page, receiver.url() + "/hook").click();
        assertThat(page.getByText("This webhook is disabled")).isVisible();
        assertThat(button(page, "Send test")).isDisabled();
        button(page, "Actions").click();
        menuItem(page, "Delete").click();
        button(dialog, "Delete webhook").click();
        assertThat(page.getByText("No webhooks yet")).isVisible();
        assertThat(webhooks()).isEmpty();
    }
}
