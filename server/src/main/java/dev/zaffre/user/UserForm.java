package dev.zaffre.user;

import dev.zaffre.http.Members;
import dev.zaffre.http.Role;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Reads what is said of a user. */
final class UserForm {
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_NAME = 100;
    /** Only what no address has is refused; whether somebody reads mail there, this cannot tell. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"\\p{Cntrl}]+@[^\\s@<>\"\\p{Cntrl}]+");

    private UserForm() {}

    static Optional<String> email(ObjectNode body) {
        return Members.text(body, "email", LONGEST_EMAIL).map(text -> {
            String email = text.strip();
            if (!EMAIL.matcher(email).matches()) {
                throw Members.wrong("email", "must be an e-mail address such as ada@example.com");
            }
            return email;
        });
    }

    static Optional<String> name(ObjectNode body) {
        return Members.text(body, "name", LONGEST_NAME).map(text -> {
            String name = text.strip();
            if (name.isEmpty() || name.codePoints().anyMatch(UserForm::isUnprintable)) {
                throw Members.wrong("name", "must be a text of one line");
            }
            return name;
        });
    }

    /** A lone surrogate cannot be stored as text. */
    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) || (character >= 0xD800 && character <= 0xDFFF);
    }

    static Optional<Role> role(ObjectNode body) {
        return Members.text(body, "role", 20)
                .map(text -> Role.read(text)
                        .orElseThrow(() -> Members.wrong("role", "must be VIEWER, DEVELOPER, ADMIN or OWNER")));
    }
}
