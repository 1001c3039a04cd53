"""The usual area kinds and key groups. Both are data: a headquarters adds or renames its own."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = [
    ("country", "国家", "Country", 5),
    ("province", "省级", "Province", 10),
    ("prefecture", "地级", "Prefecture", 20),
    ("county", "县级", "County", 30),
    ("township", "乡级", "Township", 40),
    ("village", "村", "Village", 50),
    ("community", "社区", "Community", 51),
    ("section", "片区", "Section", 55),
    ("compound", "小区", "Residential compound", 60),
    ("building", "楼栋", "Building", 65),
    ("grid", "网格", "Grid", 70),
    ("joint_household", "联户单位", "Joint-household unit", 80),
]
GROUPS = [
    (0, "elderly", "60岁以上老年人", "Aged 60 and over", True),
    (1, "infant", "婴幼儿", "Infants (under 3)", True),
    (2, "pregnant", "孕产妇", "Pregnant or newly delivered", True),
    (3, "disabled", "残疾人", "People with disabilities", True),
    (4, "medical_staff", "医务人员", "Medical staff", False),
    (5, "cold_chain", "冷链从业人员", "Cold-chain workers", False),
    (6, "student", "学生", "Students", False),
    (7, "dialysis", "血液透析患者", "Dialysis patients", True),
    (8, "oncology", "肿瘤放化疗患者", "Cancer patients in treatment", True),
    (9, "delivery", "快递外卖人员", "Couriers and delivery workers", False),
    (10, "driver", "客货运司机", "Drivers of passengers and goods", False),
    (11, "teacher", "教职工", "School staff", False),
    (12, "market", "商超农贸从业人员", "Market and shop workers", False),
    (13, "grid_staff", "网格员", "Grid workers", False),
    (14, "care_home", "养老福利机构人员", "Care-home residents and staff", True),
    (15, "alone", "独居老人", "Elders living alone", True),
]


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    kind = apps.get_model("registry", "AreaKind")
    group = apps.get_model("registry", "KeyGroup")
    kind.objects.bulk_create([kind(code=code, name_zh=zh, name_en=en, rank=rank) for code, zh, en, rank in KINDS])
    group.objects.bulk_create(
        [group(bit=bit, code=code, name_zh=zh, name_en=en, priority=priority) for bit, code, zh, en, priority in GROUPS]
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_tables")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
