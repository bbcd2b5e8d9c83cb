"""The sentences of the demo listings, as brokers write them: pairs of Portuguese and English."""

Pair = tuple[str, str]

KIND_NAMES: dict[str, Pair] = {
    "apartment": ("Apartamento", "Apartment"),
    "studio": ("Studio", "Studio"),
    "house": ("Casa", "House"),
    "townhouse": ("Sobrado", "Two-storey house"),
    "commercial": ("Sala comercial", "Office"),
    "shop": ("Loja", "Shop"),
    "land": ("Terreno", "Lot"),
}

FEATURES: dict[str, Pair] = {
    "balcony": ("sacada", "balcony"),
    "gourmet_balcony": ("varanda gourmet com churrasqueira", "large balcony with barbecue"),
    "pool": ("piscina", "pool"),
    "gym": ("academia", "gym"),
    "doorman": ("portaria 24h", "24-hour reception"),
    "playground": ("playground", "playground"),
    "party_room": ("salão de festas", "party room"),
    "coworking": ("coworking", "co-working space"),
    "laundry": ("lavanderia coletiva", "shared laundry"),
    "elevator": ("elevador", "lift"),
    "garden": ("jardim", "garden"),
    "barbecue": ("churrasqueira", "barbecue"),
    "fitted_kitchen": ("cozinha planejada", "fitted kitchen"),
    "wardrobes": ("armários embutidos", "built-in wardrobes"),
    "air_conditioning": ("ar-condicionado", "air conditioning"),
    "office": ("escritório", "study"),
    "gated": ("condomínio fechado", "gated community"),
    "sea_view": ("vista para o mar", "sea view"),
    "furnished": ("mobiliado", "furnished"),
}

OPENINGS: dict[str, tuple[Pair, ...]] = {
    "apartment": (
        ("Apartamento com sol da manhã e boa ventilação", "Morning sun and a good breeze"),
        ("Apartamento reformado, pronto para morar", "Renovated and ready to move in"),
        ("Planta bem distribuída, sem corredor perdido", "Well laid out, no wasted space"),
        ("Andar alto, silencioso e muito claro", "High floor, quiet and full of light"),
        ("Apartamento de frente, com vista livre", "Facing the street, with an open view"),
        ("Living para dois ambientes integrado à cozinha", "Living room for two settings, open to the kitchen"),
        ("Prédio recente, com lazer completo", "Recent building with everything for leisure"),
    ),
    "studio": (
        (
            "Studio compacto e bem resolvido, ideal para quem quer praticidade",
            "Compact and clever, made for an easy life",
        ),
        ("Kitnet reformada, pronta para entrar", "Renovated bedsit, ready to move in"),
        ("Studio mobiliado, é só trazer as malas", "Furnished: just bring your suitcase"),
        ("Ótimo para estudante ou para investir", "Great for a student or as an investment"),
    ),
    "house": (
        (
            "Casa térrea com quintal, ótima para crianças e pets",
            "Single-storey house with a yard for children and pets",
        ),
        ("Casa ampla, arejada e com muita luz natural", "Roomy, airy and full of daylight"),
        ("Casa de arquitetura moderna, com ambientes integrados", "Modern house with open rooms"),
        ("Casa em rua tranquila, com jardim na frente", "On a quiet street, with a front garden"),
    ),
    "townhouse": (
        (
            "Sobrado bem cuidado, com sala e lavabo embaixo e quartos em cima",
            "Well kept: living room and toilet below, bedrooms above",
        ),
        ("Sobrado com quintal e churrasqueira no fundo", "With a backyard and a barbecue"),
        ("Sobrado reformado em rua residencial", "Renovated, on a residential street"),
    ),
    "commercial": (
        ("Sala pronta para usar, com piso elevado e forro", "Ready to use, with raised floor and ceiling"),
        ("Sala clara, com copa e banheiro privativo", "Bright, with pantry and private bathroom"),
        ("Loja de rua com boa vitrine e muito movimento", "Street shop with a good window and many passers-by"),
    ),
    "land": (
        ("Terreno plano, pronto para construir", "Level and ready to build on"),
        ("Terreno em leve aclive, com ótima vista", "On a gentle slope, with a fine view"),
        ("Terreno com escritura e documentação em dia", "Deed and papers in order"),
    ),
}

NEAR: tuple[Pair, ...] = (
    ("A {minutes} minutos a pé {near}.", "A {minutes}-minute walk from {near}."),
    (
        "Pertinho {near}, com mercado e padaria na esquina.",
        "Close to {near}, with a shop and a bakery round the corner.",
    ),
    ("Localização excelente, a poucos passos {near}.", "Excellent place, a few steps from {near}."),
)

NEAR_BY_CAR: tuple[Pair, ...] = (
    ("A {minutes} minutos de carro {near}.", "{minutes} minutes by car from {near}."),
    ("Acesso fácil e perto {near}.", "Easy to reach, close to {near}."),
)

CLOSINGS_BUY: tuple[Pair, ...] = (
    ("Aceita financiamento e FGTS.", "Bank finance accepted."),
    ("Documentação pronta para financiar.", "Papers ready for a bank loan."),
    ("Proprietário estuda proposta.", "The owner is open to offers."),
    ("Aceita imóvel de menor valor como parte do pagamento.", "A smaller property is taken in part payment."),
)

CLOSINGS_RENT: tuple[Pair, ...] = (
    ("Aceita seguro-fiança ou título de capitalização.", "Rent insurance or deposit bond accepted."),
    ("Sem fiador: análise rápida e contrato digital.", "No guarantor: quick check, digital contract."),
    ("Disponível para mudança imediata.", "Free to move in now."),
    ("Contrato de 30 meses, mudança imediata.", "30-month contract, move in now."),
)
