"""The four cities of the demo: their neighbourhoods, what a square metre costs there, what brokers name as being near."""

from dataclasses import dataclass

ZONES = {
    name: zone
    for zone, names in {
        "center": "Bela Vista|Centro|Cambuí|Batel|Agronômica|Trindade|Itacorubi",
        "north": "Santana|Barão Geraldo|Taquaral|Jardim Chapadão|Boa Vista|Cabral|Juvevê|Ingleses|Jurerê",
        "south": "Vila Mariana|Moema|Ipiranga|Morumbi|Swift|Swiss Park|Água Verde|Portão|Campeche",
        "east": "Tatuapé|Mooca|Itaquera|Nova Campinas|Sousas|Mansões Santo Antônio|Lagoa da Conceição",
        "west": "Pinheiros|Perdizes|Butantã|Bigorrilho|Mossunguê|Santa Felicidade",
        "mainland": "Coqueiros|Estreito",
    }.items()
    for name in names.split("|")
}  # as people of the city say it


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """One neighbourhood.

    preposition: what stands before the name in a Portuguese sentence. sale, rent: reais per m² of a flat, the rent by
    month (in the order of what the price indices of 2026 print). near: a place with its article, Portuguese and English.
    kinds: what is found there. shore: the beach is a walk away.
    """

    name: str
    preposition: str
    sale: int
    rent: int
    near: tuple[str, str]
    kinds: str = "apartment studio commercial"
    shore: bool = False


@dataclass(frozen=True, slots=True)
class City:
    name: str
    state: str
    trees: str
    neighborhoods: tuple[Neighborhood, ...]


def _metro(station: str) -> tuple[str, str]:
    return f"do metrô {station}", f"{station} metro station"


SAO_PAULO = City(
    "São Paulo",
    "SP",
    "ipe",
    (
        Neighborhood("Vila Mariana", "na", 13_400, 68, _metro("Ana Rosa"), "apartment studio townhouse commercial"),
        Neighborhood(
            "Pinheiros", "em", 16_800, 86, _metro("Fradique Coutinho"), "apartment studio townhouse commercial"
        ),
        Neighborhood("Moema", "em", 16_200, 80, ("do Parque Ibirapuera", "Ibirapuera Park"), "apartment studio"),
        Neighborhood("Perdizes", "em", 12_300, 57, ("da PUC", "PUC University"), "apartment townhouse"),
        Neighborhood("Tatuapé", "no", 10_400, 48, _metro("Carrão"), "apartment studio townhouse commercial"),
        Neighborhood("Mooca", "na", 10_700, 50, ("do Parque da Mooca", "Mooca Park"), "apartment townhouse house"),
        Neighborhood("Santana", "em", 9_200, 44, _metro("Jardim São Paulo"), "apartment townhouse house commercial"),
        Neighborhood("Butantã", "no", 9_700, 50, ("da USP", "USP University"), "apartment studio house townhouse"),
        Neighborhood(
            "Ipiranga",
            "no",
            9_500,
            46,
            ("do Parque da Independência", "Independência Park"),
            "apartment house townhouse",
        ),
        Neighborhood(
            "Bela Vista", "na", 11_300, 66, ("da Avenida Paulista", "Avenida Paulista"), "apartment studio commercial"
        ),
        Neighborhood("Itaquera", "em", 5_700, 28, _metro("Corinthians-Itaquera"), "apartment house townhouse land"),
        Neighborhood("Morumbi", "no", 8_400, 41, ("do Parque Burle Marx", "Burle Marx Park"), "apartment house land"),
    ),
)

CAMPINAS = City(
    "Campinas",
    "SP",
    "ipe",
    (
        Neighborhood(
            "Cambuí",
            "no",
            9_800,
            47,
            ("do Centro de Convivência", "the Convivência square"),
            "apartment studio commercial",
        ),
        Neighborhood(
            "Taquaral", "no", 8_300, 40, ("da Lagoa do Taquaral", "Taquaral lake"), "apartment house townhouse"
        ),
        Neighborhood(
            "Barão Geraldo",
            "em",
            6_900,
            36,
            ("da Unicamp", "Unicamp University"),
            "apartment studio house townhouse land",
        ),
        Neighborhood(
            "Mansões Santo Antônio",
            "nas",
            7_600,
            38,
            ("do Shopping Dom Pedro", "Dom Pedro shopping centre"),
            "apartment house",
        ),
        Neighborhood(
            "Nova Campinas", "na", 8_600, 41, ("do Cambuí", "the Cambuí district"), "apartment house commercial"
        ),
        Neighborhood(
            "Centro", "no", 4_700, 27, ("do Largo do Rosário", "Largo do Rosário"), "apartment studio commercial"
        ),
        Neighborhood(
            "Swift", "no", 6_200, 30, ("do Shopping Prado", "Prado shopping centre"), "apartment townhouse house"
        ),
        Neighborhood(
            "Jardim Chapadão",
            "no",
            6_800,
            33,
            ("da Torre do Castelo", "the Castelo tower"),
            "apartment house townhouse",
        ),
        Neighborhood("Sousas", "em", 6_500, 31, ("do centrinho de Sousas", "the old centre of Sousas"), "house land"),
        Neighborhood("Swiss Park", "no", 6_700, 32, ("da Rodovia Anhanguera", "the Anhanguera motorway"), "house land"),
    ),
)

CURITIBA = City(
    "Curitiba",
    "PR",
    "araucaria",
    (
        Neighborhood("Batel", "no", 13_700, 58, ("da Praça do Japão", "Japan square"), "apartment studio commercial"),
        Neighborhood(
            "Água Verde", "no", 10_900, 46, ("da Praça do Gaúcho", "Gaúcho square"), "apartment studio townhouse"
        ),
        Neighborhood("Bigorrilho", "no", 11_500, 48, ("do Parque Barigui", "Barigui Park"), "apartment studio"),
        Neighborhood(
            "Mossunguê", "no", 12_000, 48, ("do Park Shopping Barigüi", "Barigüi shopping centre"), "apartment house"
        ),
        Neighborhood("Cabral", "no", 11_000, 45, ("do terminal Cabral", "Cabral bus terminal"), "apartment townhouse"),
        Neighborhood(
            "Juvevê", "no", 11_100, 46, ("do Museu Oscar Niemeyer", "the Oscar Niemeyer Museum"), "apartment commercial"
        ),
        Neighborhood("Centro", "no", 7_600, 43, ("da Rua XV", "Rua XV"), "apartment studio commercial"),
        Neighborhood(
            "Portão",
            "no",
            8_600,
            38,
            ("do Shopping Palladium", "Palladium shopping centre"),
            "apartment townhouse house",
        ),
        Neighborhood(
            "Santa Felicidade",
            "em",
            7_900,
            34,
            ("dos restaurantes da Manoel Ribas", "the Italian restaurants"),
            "house townhouse land",
        ),
        Neighborhood(
            "Boa Vista",
            "no",
            7_300,
            32,
            ("do Parque São Lourenço", "São Lourenço Park"),
            "apartment house townhouse land",
        ),
    ),
)

FLORIANOPOLIS = City(
    "Florianópolis",
    "SC",
    "palm",
    (
        Neighborhood(
            "Centro",
            "no",
            12_000,
            60,
            ("da Beira-Mar Norte", "the Beira-Mar Norte promenade"),
            "apartment studio commercial",
        ),
        Neighborhood(
            "Agronômica",
            "na",
            13_900,
            64,
            ("da Beira-Mar Norte", "the Beira-Mar Norte promenade"),
            "apartment",
            shore=True,
        ),
        Neighborhood("Trindade", "na", 10_700, 58, ("da UFSC", "UFSC University"), "apartment studio commercial"),
        Neighborhood(
            "Itacorubi", "no", 10_400, 54, ("do Jardim Botânico", "the Botanical Garden"), "apartment studio house"
        ),
        Neighborhood(
            "Campeche",
            "no",
            12_100,
            56,
            ("da praia do Campeche", "Campeche beach"),
            "apartment house townhouse land",
            shore=True,
        ),
        Neighborhood(
            "Ingleses",
            "nos",
            9_300,
            46,
            ("da praia dos Ingleses", "Ingleses beach"),
            "apartment house land",
            shore=True,
        ),
        Neighborhood(
            "Jurerê", "em", 15_200, 68, ("da praia de Jurerê", "Jurerê beach"), "apartment house land", shore=True
        ),
        Neighborhood("Coqueiros", "em", 9_800, 50, ("do Parque de Coqueiros", "Coqueiros Park"), "apartment house"),
        Neighborhood(
            "Lagoa da Conceição", "na", 12_500, 60, ("do centrinho da Lagoa", "the centre of Lagoa"), "house studio"
        ),
        Neighborhood(
            "Estreito",
            "no",
            9_500,
            48,
            ("da Beira-Mar Continental", "the Continental promenade"),
            "apartment studio commercial",
        ),
    ),
)

CITIES = (SAO_PAULO, CAMPINAS, CURITIBA, FLORIANOPOLIS)
