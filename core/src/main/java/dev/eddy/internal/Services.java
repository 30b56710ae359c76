package dev.eddy.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;

/** What a {@link java.util.ServiceLoader} finds; a provider that cannot be had is logged and left out. */
public final class Services {

    private Services() {}

    public static <S> List<S> usable(Iterator<S> providers, Class<S> service) {
        List<S> found = new ArrayList<>();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return found;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError e) {
                System.getLogger("dev.eddy")
                        .log(System.Logger.Level.WARNING, "a provider of " + service.getName() + " cannot be used", e);
            }
        }
    }
}
